/// The request log: a file that holds every exchange in full, for people to read.
///
/// Entry type: [RequestLog]. Copies are taken on the event loop within a byte budget, and written
/// by one virtual thread; the data path never waits for the disk.
@NullMarked
package io.terrateam.terratunnel.cli.requestlog;

import org.jspecify.annotations.NullMarked;
