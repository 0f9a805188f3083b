package io.deskloom.live;

import java.util.List;

/** Tells every node, this one included. Only a hint: a node that is not listening just now misses it. */
public interface Broadcast {
    void send(List<News> news);
}
