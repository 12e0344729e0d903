package io.terrateam.terratunnel.leakguard;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Collects what Netty's leak detectors of this JVM report.
///
/// Thread: safe for any. Detectors report on whichever thread allocates next.
final class LeakRecorder extends ResourceLeakDetectorFactory {
    private static final String NOT_RELEASED = " was collected before it was released.";
    private static final Pattern RUNNER_FRAME =
            Pattern.compile("\\s*(org\\.junit\\.|org\\.apache\\.maven\\.|java\\.base/).*");
    private static final long COLLECTOR_TIMEOUT_MILLIS = 5_000;

    private final List<RecordingDetector<?>> detectors = new CopyOnWriteArrayList<>();
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    /// Becomes the source of every leak detector created from now on, so it must come before the
    /// first buffer.
    static LeakRecorder install() {
        LeakRecorder recorder = new LeakRecorder();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(recorder);
        ResourceLeakDetector.setLevel(Level.PARANOID);
        return recorder;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty declares it abstract as well as deprecated.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval) {
        RecordingDetector<T> detector = new RecordingDetector<>(resource, samplingInterval);
        detectors.add(detector);
        return detector;
    }

    /// Has the garbage collector find what is unreachable, and returns the leaks not returned
    /// before.
    List<String> drain() {
        // The second round ends only after the references that the first one found were enqueued.
        collectGarbage();
        collectGarbage();
        detectors.forEach(RecordingDetector::reportFound);
        List<String> drained = new ArrayList<>();
        for (String leak = leaks.poll(); leak != null; leak = leaks.poll()) {
            drained.add(leak);
        }
        return List.copyOf(drained);
    }

    private static String withoutRunner(String records) {
        return records.lines()
                .filter(line -> !RUNNER_FRAME.matcher(line).matches())
                .collect(Collectors.joining("\n"));
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<Object> canary = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(COLLECTOR_TIMEOUT_MILLIS) == null) {
                throw new IllegalStateException("System.gc() collected nothing: is it disabled?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(canary);
        }
    }

    /// A detector that records what it finds instead of logging it.
    ///
    /// Limits: remembers reported leaks by their text, so equal ones are recorded once.
    private final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true; // Even if nobody logs errors.
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add(resourceType + NOT_RELEASED + withoutRunner(records));
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add(resourceType + NOT_RELEASED);
        }

        /// Tracking anything makes a detector look at what the collector found.
        @SuppressWarnings("unchecked")
        void reportFound() {
            Object probe = new Object();
            ResourceLeakTracker<Object> tracker =
                    ((ResourceLeakDetector<Object>) this).track(probe);
            if (tracker != null) {
                tracker.close(probe);
            }
        }
    }
}
