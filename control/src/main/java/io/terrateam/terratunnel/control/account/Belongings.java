package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.audit.Actor;

/// What accounts need from tunnels, which are kept elsewhere. Called within the transaction of the
/// change.
public interface Belongings {
    /// Gives somebody who has none their first tunnel.
    void provideFor(User user, Actor by);

    /// Gives up all that belongs to somebody whose account is about to be deleted.
    void giveUp(User user, Actor by);
}
