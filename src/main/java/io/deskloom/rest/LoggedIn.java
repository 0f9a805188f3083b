package io.deskloom.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route for any account of a workspace. The value is the scope an API token needs for it ("tickets:read"); without a
 * value only a browser session may call it, so that forgetting the scope refuses rather than grants.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LoggedIn {
    /** The scope of a route every token may call, whatever its scopes. */
    String ANY_SCOPE = "*";

    String value() default "";

    /** Whether somebody may call it who still has a one-time password: what it takes to change it, and no more. */
    boolean beforePasswordChange() default false;
}
