/// What administrators see and do: everybody's accounts, the audit log, the database.
@NullMarked
package io.terrateam.terratunnel.control.web.admin;

import org.jspecify.annotations.NullMarked;
