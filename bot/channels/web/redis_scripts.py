"""What is done inside Redis with one of the widget's conversations, each in one step.

KEYS: the conversation (hash: epoch, number), its events (list), the ids of its messages (sorted set), the
messages that wait for their answers (hash), and those of all conversations by when their process has to show
that it lives (sorted set). ARGV: how many events and ids are kept, for how many seconds, a process's lease in
ms, the channel of news, the conversation's id, and then what each script says.
"""

_COMMON = """
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function add(text)
  local number = redis.call('HINCRBY', KEYS[1], 'number', 1)
  redis.call('RPUSH', KEYS[2], number .. ' ' .. text)
  redis.call('LTRIM', KEYS[2], -tonumber(ARGV[1]), -1)
end
local function touch()
  for i = 1, 4 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
"""

STATE = (
    _COMMON
    + """
-- A new epoch for a conversation that is not remembered, the epoch and the number that the caller knows.
-- Gives the epoch, how many messages wait, and number and text of each later event.
redis.call('HSETNX', KEYS[1], 'epoch', ARGV[7])
for i = 1, 4 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
local epoch = redis.call('HGET', KEYS[1], 'epoch')
local last = tonumber(redis.call('HGET', KEYS[1], 'number') or '0')
local known = epoch == ARGV[8] and tonumber(ARGV[9]) or 0
local later = {}
if known < last then
  for _, line in ipairs(redis.call('LRANGE', KEYS[2], -(last - known), -1)) do
    local space = string.find(line, ' ', 1, true)
    table.insert(later, string.sub(line, 1, space - 1))
    table.insert(later, string.sub(line, space + 1))
  end
end
return {epoch, redis.call('HLEN', KEYS[4]), later}
"""
)

ACCEPT = (
    _COMMON
    + """
-- The message's id, its event, the message, how many may wait, and its name among those of all.
if redis.call('ZSCORE', KEYS[3], ARGV[7]) then return 'known' end
if redis.call('HLEN', KEYS[4]) >= tonumber(ARGV[10]) then return 'full' end
add(ARGV[8])
redis.call('ZADD', KEYS[3], redis.call('HGET', KEYS[1], 'number'), ARGV[7])
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - tonumber(ARGV[2]))
redis.call('HSET', KEYS[4], ARGV[7], ARGV[9])
redis.call('ZADD', KEYS[5], now() + ARGV[4], ARGV[11])
touch()
return 'taken'
"""
)

REPLY = (
    _COMMON
    + """
-- The id of the message that is answered, the event, and which of its answers this is, counted from 1.
local said = 'said ' .. ARGV[7]
if tonumber(redis.call('HGET', KEYS[1], said) or '0') >= tonumber(ARGV[9]) then return end
redis.call('HSET', KEYS[1], said, ARGV[9])
add(ARGV[8])
touch()
"""
)

FINISH = (
    _COMMON
    + """
-- The message's id, its event, and its name among those of all.
redis.call('ZREM', KEYS[5], ARGV[9])
redis.call('HDEL', KEYS[1], 'said ' .. ARGV[7])
if redis.call('HDEL', KEYS[4], ARGV[7]) == 1 then
  add(ARGV[8])
  touch()
end
"""
)

RENEW = """
-- KEYS: those of all. ARGV: its name among them, the lease in ms. Gives whether it is among them.
local t = redis.call('TIME')
redis.call('ZADD', KEYS[1], 'XX', t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[2], ARGV[1])
return redis.call('ZSCORE', KEYS[1], ARGV[1]) and 1 or 0
"""

CLAIM = """
-- KEYS: those of all. ARGV: the lease in ms. Gives those whose process has not shown that it lives.
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 20)
for _, member in ipairs(found) do redis.call('ZADD', KEYS[1], now + ARGV[1], member) end
return found
"""
