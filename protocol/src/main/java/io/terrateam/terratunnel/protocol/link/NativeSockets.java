package io.terrateam.terratunnel.protocol.link;

/// Tells whether Netty's native sockets are there as a whole.
///
/// A native part older than the classes loads, says that it is available, and then fails at the
/// first error of a socket for want of a constant.
///
/// Thread: any.
public final class NativeSockets {

    private NativeSockets() {}

    /// Whether the errors of native sockets can be told; without that, use NIO.
    public static boolean canTellErrors() {
        try {
            Class.forName("io.netty.channel.unix.Errors");
            return true;
        } catch (ClassNotFoundException | LinkageError tooOld) {
            return false;
        }
    }
}
