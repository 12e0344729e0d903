/// What everybody sees of the server's own host: the start page, login and logout, their tunnels
/// with keys, their account. Administrators see everybody's tunnels on their start page too.
@NullMarked
package io.terrateam.terratunnel.control.web.home;

import org.jspecify.annotations.NullMarked;
