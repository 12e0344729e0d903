package io.terrateam.terratunnel.e2e.browser;

import com.microsoft.playwright.Page;
import java.util.List;

/// What a page must be so that everybody can use it, asked of the browser.
///
/// Spec: WCAG 2.2, as far as a program can tell: 1.3.1, 1.4.3, 1.4.10, 2.1.1, 2.4.1, 2.4.6, 2.5.8,
/// 4.1.2, 4.1.3.
final class PageChecks {
    private static final String FAULTS =
            """
            (() => {
            const faults = [];
            const all = (selector, root = document) => [...root.querySelectorAll(selector)];
            const show = (it) => it.outerHTML.slice(0, 120);
            const shown = (it) => it.checkVisibility() && it.getClientRects().length > 0;
            const named = (it) => (it.getAttribute('aria-label') ?? it.textContent).trim() !== ''
                || it.hasAttribute('aria-labelledby');

            // It fits its width: what is wider scrolls by itself.
            const root = document.documentElement;
            if (root.scrollWidth > root.clientWidth) {
              faults.push('wider than the window: ' + root.scrollWidth);
              for (const it of all('main *')) {
                if (it.getBoundingClientRect().right > root.clientWidth + 1 && !it.closest('.scroll, pre, .nav')) {
                  faults.push('sticks out: ' + show(it));
                }
              }
            }

            // Headings and landmarks.
            if (all('h1').length !== 1) faults.push('h1: ' + all('h1').length);
            let level = 0;
            for (const it of all('h1, h2, h3, h4, h5, h6')) {
              const next = Number(it.localName[1]);
              if (next > level + 1) faults.push('level left out before ' + show(it));
              if (!named(it)) faults.push('empty heading');
              level = next;
            }
            for (const one of ['main', 'body > header', 'body > footer', 'title']) {
              if (all(one).length !== 1) faults.push(one + ': ' + all(one).length);
            }
            if (document.documentElement.lang !== 'en') faults.push('no language');
            const navs = all('nav').map(it => it.getAttribute('aria-label'));
            if (navs.includes(null) || new Set(navs).size !== navs.length) faults.push('names of navs: ' + navs);

            // Everything has a name and its id is its own.
            for (const it of all('input:not([type=hidden]), select, textarea')) {
              if (!(it.labels?.length > 0) && !it.hasAttribute('aria-label')) faults.push('no label: ' + show(it));
            }
            for (const it of all('a, button, summary')) if (!named(it)) faults.push('no name: ' + show(it));
            for (const it of all('[role=region]')) {
              if (!it.hasAttribute('aria-label')) faults.push('no name: ' + show(it));
            }
            for (const it of all('table')) {
              if (!it.caption) faults.push('no caption: ' + show(it));
              if (all('th:not([scope])', it).length > 0) faults.push('th without scope: ' + show(it));
            }
            for (const it of all('img')) if (!it.hasAttribute('alt')) faults.push('no alt: ' + show(it));
            for (const it of all('svg')) {
              if (it.getAttribute('aria-hidden') !== 'true') faults.push('picture without a name: ' + show(it));
            }
            const ids = all('[id]').map(it => it.id);
            ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => faults.push('id twice: ' + id));
            for (const name of ['aria-labelledby', 'aria-describedby', 'for', 'data-copy', 'data-note']) {
              for (const it of all('[' + name + ']')) {
                if (!document.getElementById(it.getAttribute(name))) faults.push(name + ' leads nowhere: ' + show(it));
              }
            }

            // Keyboard: the order is the document's, and what scrolls can be reached.
            for (const it of all('[tabindex]')) if (it.tabIndex > 0) faults.push('tabindex: ' + show(it));
            for (const it of all('.scroll, pre')) {
              const scrolls = it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX === 'auto';
              if (shown(it) && scrolls && it.tabIndex < 0 && all('a, button, input', it).length === 0) {
                faults.push('scrolls, but not by keyboard: ' + show(it));
              }
            }

            // What follows the server says so.
            for (const it of all('[data-live]')) {
              const note = document.getElementById(it.dataset.note);
              if (note?.getAttribute('role') !== 'status') faults.push('live without a status: ' + show(it));
              for (const state of all('.panel-head .state', it)) {
                if (state.getAttribute('role') !== 'status') faults.push('state changes in silence: ' + show(state));
              }
            }

            // Targets are large enough for a finger, but those within a text.
            for (const it of all('.btn, .nav a, input:not([type=hidden]), select')) {
              const box = it.getBoundingClientRect();
              if (shown(it) && (box.height < 24 || box.width < 24)) faults.push('small: ' + show(it));
            }

            // Contrast of every text with the ground it is on.
            const channels = (color) => {
              const numbers = color.match(/[\\d.]+/g).map(Number);
              if (color.startsWith('color(')) return numbers.map((n, i) => (i < 3 ? n * 255 : n));
              return numbers;
            };
            const light = (rgb) => {
              const [r, g, b] = rgb.slice(0, 3).map(c => c / 255)
                .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const ground = (it) => {
              for (let at = it; at; at = at.parentElement) {
                const color = channels(getComputedStyle(at).backgroundColor);
                if (color.length === 3 || color[3] === 1) return color;
              }
              return [255, 255, 255];
            };
            for (const it of all('body *')) {
              const hasText = [...it.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '');
              if (!hasText || !shown(it) || it.closest('.unseen, script, style, option, .skip')) continue;
              const [a, b] = [light(channels(getComputedStyle(it).color)), light(ground(it))];
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (ratio < 4.5) faults.push('contrast ' + ratio.toFixed(2) + ': ' + show(it));
            }

            // Words are not cut without a way to see the rest.
            for (const it of all('main *')) {
              const style = getComputedStyle(it);
              const cut = style.textOverflow === 'ellipsis' && it.scrollWidth > it.clientWidth + 1;
              if (shown(it) && cut && !it.title) faults.push('cut: ' + show(it));
            }
            return faults;
            })()
            """;

    private PageChecks() {}

    /// What is wrong with a page; empty if nothing.
    static List<String> faults(Page page) {
        return ((List<?>) page.evaluate(FAULTS)).stream().map(String::valueOf).toList();
    }
}
