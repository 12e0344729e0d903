package io.terrateam.terratunnel.control.login.handover;

/// Makes codes for tests of other packages.
public final class HandoverCodesAccess {
    private HandoverCodesAccess() {}

    public static String identity(HandoverCodes codes, long userId) {
        return codes.forIdentity(userId).reveal();
    }
}
