package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.web.page.Paging;
import java.util.List;

/// A page of accounts.
///
/// @param search what they contain
public record UsersPage(String search, List<UserLine> users, Paging paging) {
    /// Copies the list.
    public UsersPage {
        users = List.copyOf(users);
    }
}
