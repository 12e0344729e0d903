package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// All that the control plane needs to know, read once.
///
/// @param publicUrl where browsers find the server's own pages, without a slash at the end; the
///   only source of addresses that lead back here
/// @param tunnelUrls where tunnels are for visitors
/// @param login how people may sign in
/// @param sessions how long they stay signed in
/// @param admins who may manage everything
/// @param auditRetention how far the audit log goes back; zero keeps all
/// @param nameQuarantine how long a name rests after it was given up
/// @param databaseReader as whom SQL runs that administrators type, where the database is
///   PostgreSQL
public record ControlConfig(
        URI publicUrl,
        TunnelUrls tunnelUrls,
        LoginConfig login,
        SessionConfig sessions,
        AdminNames admins,
        Duration auditRetention,
        Duration nameQuarantine,
        Optional<PostgresDatabase> databaseReader) {

    /// The defaults for a server at `publicUrl`, tunnels one label below it: nobody can sign in.
    public static ControlConfig at(URI publicUrl) {
        return new ControlConfig(
                publicUrl,
                new TunnelUrls(publicUrl.getScheme(), publicUrl.getRawAuthority()),
                LoginConfig.OFF,
                SessionConfig.DEFAULT,
                AdminNames.NONE,
                Duration.ofDays(90),
                Duration.ofDays(30),
                Optional.empty());
    }

    /// The origin of its pages, as browsers write it: without the scheme's own port.
    ///
    /// Spec: RFC 6454 section 6.2. Names that `URI` takes for no host, such as `my_host`, are hosts
    /// here.
    public String origin() {
        String authority = publicUrl.getRawAuthority().toLowerCase(Locale.ROOT);
        return publicUrl.getScheme()
                + "://"
                + authority.replaceAll(isSecure() ? ":443$" : ":80$", "");
    }

    /// Whether browsers reach the pages over TLS.
    public boolean isSecure() {
        return publicUrl.getScheme().equals("https");
    }
}
