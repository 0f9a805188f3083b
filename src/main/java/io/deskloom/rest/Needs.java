package io.deskloom.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route for accounts whose roles grant this ability ("metadata.publish"). A token's abilities are already cut down to
 * its scopes, see {@link io.deskloom.identity.TokenScopes}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    String value();
}
