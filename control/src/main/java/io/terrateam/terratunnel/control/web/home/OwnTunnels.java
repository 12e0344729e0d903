package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;

/// Finds the tunnel that a path names, if it is one of the caller's.
record OwnTunnels(Tunnels tunnels) {

    /// Failure: a 404 [Refusal], whether there is no such tunnel or it is somebody else's.
    TunnelTable.Details find(Call call) {
        User user = call.signedIn().user();
        return tunnels.find(call.id("tunnel_id"))
                .filter(tunnel -> tunnel.tunnel().userId() == user.id() || user.admin())
                .orElseThrow(() -> new Refusal(404, "Tunnel not found"));
    }
}
