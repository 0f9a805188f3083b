package io.deskloom.live;

/** Tells every node, this one included. Only a hint: a node that is not listening just now misses it. */
public interface Broadcast {
    void send(News news);
}
