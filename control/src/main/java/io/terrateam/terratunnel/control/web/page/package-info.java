/// The pages: handlers that gather what a page shows into a record, and the template engine that
/// draws it (`src/main/jte`, compiled when the program is built).
///
/// Everything that a template prints is escaped for where it stands. Styles and scripts are files
/// of ours ([Assets]); nothing is inline and nothing comes from another host.
@NullMarked
package io.terrateam.terratunnel.control.web.page;

import org.jspecify.annotations.NullMarked;
