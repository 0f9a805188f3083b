package io.deskloom.outbox;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What went wrong, as it is kept: never a message, which may quote what somebody may not read.
 *
 * @param code a word that is shown as a sentence in the reader's language ("unreachable")
 * @param type the exception's class, for whoever looks after the server
 */
public record Failure(String code, String type) {
    public Failure {
        ProblemCode.checked(code);
    }

    public static Failure of(Throwable e) {
        return e instanceof Exception known && e instanceof Coded coded
                ? new Failure(coded.code(), type(known))
                : new Failure(code(e), e.getClass().getName());
    }

    private static String type(Exception e) {
        return (e.getCause() == null ? e : e.getCause()).getClass().getName();
    }

    private static String code(Throwable e) {
        return switch (e) {
            case UnknownHostException _ -> "host-unknown";
            case HttpTimeoutException _, SocketTimeoutException _, TimeoutException _ -> "timed-out";
            case ConnectException _ -> "unreachable";
            case SSLException _ -> "not-trusted";
            case IOException _ -> "connection-broken";
            default -> "failed";
        };
    }
}
