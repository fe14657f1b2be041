"""The cache holds counts, against abuse or for a link, and keys found by a long search, which is made again without it.

When it is away, people still log in and register.
"""

import logging
from functools import wraps

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def or_else(answer):
    """Answer this, and say so in the log, while Redis does not answer."""

    def decorate(method):
        @wraps(method)
        def forgiving(*args, **kwargs):
            try:
                return method(*args, **kwargs)
            except (RedisError, OSError) as error:
                logger.warning("The cache does not answer: %s", error)
                return answer

        return forgiving

    return decorate


class ForgivingRedisCache(RedisCache):
    """As if empty when Redis is away. Never keep in it what a right or a promise depends on."""

    add = or_else(True)(RedisCache.add)
    set = or_else(None)(RedisCache.set)
    touch = or_else(False)(RedisCache.touch)
    delete = or_else(False)(RedisCache.delete)
    has_key = or_else(False)(RedisCache.has_key)
    incr = or_else(0)(RedisCache.incr)
    set_many = or_else([])(RedisCache.set_many)
    delete_many = or_else(None)(RedisCache.delete_many)
    get_many = or_else({})(RedisCache.get_many)

    def get(self, key, default=None, version=None):
        return or_else(default)(super().get)(key, default, version)
