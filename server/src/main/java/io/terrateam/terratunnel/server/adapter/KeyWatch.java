package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.control.store.engine.DatabaseChanges;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict.Holder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends links whose key is not good any more: revoked, replaced, expired, or its tunnel or user
/// disabled, by whatever process.
///
/// Looks twice a second whether the database or the set of links has changed or a key's time is
/// over, and only then asks about the keys of all links, in one query.
///
/// Thread: a virtual thread of its own, `key-watch`, until [#close]. Failure: while the database
/// can't be read links stay; that is warned of once, and looked at again.
public final class KeyWatch implements AutoCloseable {

    /// The links that are watched.
    public interface Links {
        /// Whom they belong to. Any thread.
        Set<Holder> holders();

        /// Ends those of these holders. Any thread.
        ///
        /// @param retires whether their tunnels end too
        void close(Predicate<Holder> of, String reason, boolean retires);
    }

    /// Who says whether a key is still good, and in what words.
    public record Judge(KeyCheck keys, KeyAnswers answers) {}

    static final Duration PERIOD = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final KeyVerdict UNKNOWN = new KeyVerdict.Unknown();
    private static final String ELSEWHERE = "the key leads to another tunnel now";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final String DELETED = "the key or its tunnel was deleted";

    private final KeyCheck keys;
    private final KeyAnswers answers;
    private final DatabaseChanges changes;
    private final Links links;
    private final Clock clock;
    private final Duration period;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private boolean isReviewDue = true;
    private boolean hasFailed;
    private long reviewedVersion;
    private Set<Holder.Owner> reviewed = Set.of();
    private Instant nextExpiry = Instant.MAX;

    private KeyWatch(
            Judge judge, DatabaseChanges changes, Links links, Clock clock, Duration period) {
        this.keys = judge.keys();
        this.answers = judge.answers();
        this.changes = changes;
        this.links = links;
        this.clock = clock;
        this.period = period;
        this.thread = Thread.ofVirtual().name("key-watch").unstarted(this::run);
    }

    /// Starts to watch.
    ///
    /// @param changes is closed with the watch
    public static KeyWatch start(Judge judge, DatabaseChanges changes, Links links, Clock clock) {
        return start(judge, changes, links, clock, PERIOD);
    }

    static KeyWatch start(
            Judge judge, DatabaseChanges changes, Links links, Clock clock, Duration period) {
        KeyWatch watch = new KeyWatch(judge, changes, links, clock, period);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!closing.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            long version = changes.version();
            Set<Holder.Owner> owners = owners();
            if (isReviewDue
                    || version != reviewedVersion
                    || !owners.equals(reviewed)
                    || !clock.instant().isBefore(nextExpiry)) {
                isReviewDue = true;
                review(owners);
                reviewedVersion = version;
                reviewed = owners;
                isReviewDue = false;
            }
            hasFailed = false;
        } catch (RuntimeException e) {
            if (!hasFailed) {
                LOG.warn("keys of live links can't be checked now", e);
            }
            hasFailed = true;
        }
    }

    private Set<Holder.Owner> owners() {
        return links.holders().stream()
                .filter(Holder.Owner.class::isInstance)
                .map(Holder.Owner.class::cast)
                .collect(Collectors.toSet());
    }

    private void review(Set<Holder.Owner> owners) {
        nextExpiry = Instant.MAX;
        if (owners.isEmpty()) {
            return;
        }
        Set<Long> ids = new HashSet<>();
        owners.forEach(owner -> ids.add(owner.apiKeyId()));
        KeyCheck.Review review = keys.review(ids);
        nextExpiry = review.nextExpiry().orElse(Instant.MAX);

        Map<Ending, Set<Holder>> endings = new HashMap<>();
        for (Holder.Owner owner : owners) {
            KeyVerdict verdict = review.verdicts().getOrDefault(owner.apiKeyId(), UNKNOWN);
            ending(owner, verdict)
                    .ifPresent(ending ->
                            endings.computeIfAbsent(ending, e -> new HashSet<>()).add(owner));
        }
        endings.forEach((ending, holders) ->
                links.close(holders::contains, ending.reason(), ending.retires()));
    }

    private Optional<Ending> ending(Holder.Owner owner, KeyVerdict verdict) {
        if (verdict instanceof KeyVerdict.Unknown) {
            return Optional.of(new Ending(DELETED, true));
        }
        return switch (answers.of(verdict)) {
            case LinkVerdict.Refused refused ->
                    Optional.of(new Ending(refused.title(), endsTunnel(verdict)));
            case LinkVerdict.Accepted accepted ->
                    accepted.holder().equals(owner)
                            ? Optional.empty()
                            : Optional.of(new Ending(ELSEWHERE, true));
        };
    }

    /// Whether no other key brings the tunnel back at once, so that visitors need not wait for it.
    private static boolean endsTunnel(KeyVerdict verdict) {
        return switch (verdict) {
            case KeyVerdict.UserDisabled(), KeyVerdict.TunnelDisabled(), KeyVerdict.NoTunnel() ->
                    true;
            default -> false;
        };
    }

    /// How the links of some holders end.
    private record Ending(String reason, boolean retires) {}

    /// Waits for a look that is being taken.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.join(CLOSE_TIMEOUT)) {
                changes.close();
            } else {
                LOG.warn("the watch of keys did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
