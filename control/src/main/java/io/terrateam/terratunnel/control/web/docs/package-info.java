/// The description of all routes, for programs (`/openapi.json`) and for people (`/docs`). Both are
/// the one file `web/openapi.json`, which a test holds against the routes.
@NullMarked
package io.terrateam.terratunnel.control.web.docs;

import org.jspecify.annotations.NullMarked;
