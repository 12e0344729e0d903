/// What the program can be told, and where it was told: option, variable, `.env`, file, default.
///
/// Each [Setting] stands once in [ServerSettings], [ClientSettings], [DemoSettings] or
/// [GlobalSettings]; options, variables, keys of the file, `terratunnel config` and
/// `docs/configuration.md` all come from there. [ConfigurationReader] asks the layers in order and
/// reports every fault at once.
///
/// Thread: none of its own; reads files.
///
/// Not here: what the values are used for.
@NullMarked
package io.terrateam.terratunnel.cli.config;

import org.jspecify.annotations.NullMarked;
