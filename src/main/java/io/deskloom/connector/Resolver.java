package io.deskloom.connector;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** From a host's name to its addresses. */
@FunctionalInterface
public interface Resolver {
    /** @throws UnknownHostException when there is none */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** As this machine resolves names. */
    static Resolver ofTheMachine() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
