/// JSON as strangers wrote it: places, order and spelling are kept, so that a value can be replaced
/// where it stands, and a body written again as another program would.
///
/// Entry: [io.terrateam.terratunnel.webhook.json.JsonReader]. Thread: none; pure functions.
///
/// Not here: binding to types, large documents as a stream.
@NullMarked
package io.terrateam.terratunnel.webhook.json;

import org.jspecify.annotations.NullMarked;
