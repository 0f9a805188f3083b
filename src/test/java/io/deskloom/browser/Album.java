package io.deskloom.browser;

import com.microsoft.playwright.Page;
import java.util.function.Consumer;

/** What is to be pictured: see {@link Pictures}. */
@FunctionalInterface
interface Album {
    /**
     * @param login who looks at it; empty for nobody
     * @param name of its pictures
     * @param prepare what a person does on it before the picture is taken
     */
    void add(String login, String name, String path, Consumer<Page> prepare);

    /** Where there is something to look at: a ticket of a type that a filter finds, the last that changed; "none" when there is none. */
    @FunctionalInterface
    interface Finder {
        String find(String type, String filter);
    }

    default void add(String login, String name, String path) {
        add(login, name, path, _ -> {});
    }
}
