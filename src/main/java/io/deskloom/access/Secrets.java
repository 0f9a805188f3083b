package io.deskloom.access;

/** Keys derived from the installation's one secret, so that every node shares them and none is ever stored. */
public interface Secrets {
    /** 32 bytes for {@code purpose}; the same purpose always gives the same key, another purpose an unrelated one. */
    byte[] key(String purpose);
}
