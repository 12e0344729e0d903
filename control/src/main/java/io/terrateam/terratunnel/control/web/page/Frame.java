package io.terrateam.terratunnel.control.web.page;

import io.terrateam.terratunnel.control.web.SignedIn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What surrounds a page's content.
///
/// @param title what the browser calls the page
/// @param section where in the navigation it is
/// @param assets styles and scripts
/// @param viewer who is signed in
public record Frame(String title, Section section, Assets assets, Optional<SignedIn> viewer) {

    /// Where a page can be.
    public enum Section {
        /// One's own tunnels, and for administrators everybody's.
        TUNNELS("Tunnels", "/", false),
        /// All accounts.
        USERS("Users", "/admin/users", true),
        /// What happened.
        AUDIT("Audit log", "/admin/audit", true),
        /// The tables.
        DATABASE("Database", "/admin/database", true),
        /// One's own account.
        ACCOUNT("Account", "/account", false),
        /// Nowhere.
        NONE("", "", true);

        private final String label;
        private final String path;
        private final boolean forAdmins;

        Section(String label, String path, boolean forAdmins) {
            this.label = label;
            this.path = path;
            this.forAdmins = forAdmins;
        }

        /// What it is called.
        public String label() {
            return label;
        }

        /// Where it is.
        public String path() {
            return path;
        }
    }

    /// Whether somebody is signed in.
    public boolean isSignedIn() {
        return viewer.isPresent();
    }

    /// Who is signed in, or nothing.
    public String username() {
        return viewer.map(session -> session.user().username()).orElse("");
    }

    /// What every form of this session carries.
    public String formToken() {
        return viewer.map(SignedIn::formToken).orElse("");
    }

    /// The sections that the viewer may see.
    public List<Section> sections() {
        boolean isAdmin = viewer.map(session -> session.user().admin()).orElse(false);
        return Arrays.stream(Section.values())
                .filter(each -> each != Section.NONE && (isAdmin || !each.forAdmins))
                .toList();
    }

    /// Whether the page is in that section.
    public boolean isAt(Section other) {
        return section == other;
    }

    /// Where a file is.
    public String asset(String file) {
        return assets.url(file);
    }
}
