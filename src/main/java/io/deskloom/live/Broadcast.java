package io.deskloom.live;

import java.util.List;

/**
 * Tells every node, this one included, of what has been changed. Only a hint: a node that is not listening just now misses it, and so do
 * all when the node that changed something dies within the moment before it tells. Screens look again by and by.
 */
public interface Broadcast {
    /** Tells it soon, and waits for nothing. */
    void send(List<News> news);
}
