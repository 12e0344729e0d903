package io.terrateam.terratunnel.control.web.page;

import org.jspecify.annotations.Nullable;

/// Links between the pages of a long list.
///
/// @param summary which part this is
/// @param first null on the first page, as for the others
public record Paging(
        String summary,
        @Nullable String first,
        @Nullable String previous,
        @Nullable String next,
        @Nullable String last) {

    /// The links of page `page` of `pages`, counted from 1.
    ///
    /// @param path what `page=…` is added to; ends with `?` or `&`
    public static Paging of(String path, long page, long pages, long total) {
        String summary =
                "Page " + page + " of " + pages + " · " + total + (total == 1 ? " row" : " rows");
        boolean isFirst = page <= 1;
        boolean isLast = page >= pages;
        return new Paging(
                summary,
                isFirst ? null : path + "page=1",
                isFirst ? null : path + "page=" + (page - 1),
                isLast ? null : path + "page=" + (page + 1),
                isLast ? null : path + "page=" + pages);
    }
}
