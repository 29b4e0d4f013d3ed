#!lua flags=no-writes,allow-oom
-- What a queue says of itself at one instant: types, facts, counters, sizes, and the oldest of what retention bounds.
--
-- KEYS: meta
-- ARGV: most  the sizes and bytes of `done` are added up if it has at most so many elements
-- CHANGES: nothing
-- ANSWERS: now-ms {name type}… {meta field, value}… {counter, value}… {name size}… live-workers {name oldest}… done-bytes
--          done-bytes: the sum over the elements of `done`, or '' if there are too many or one is malformed
-- COST: about 30 commands, and 0.3 µs an element of `done`

local base, most = string.sub(KEYS[1], 1, -5), tonumber(ARGV[1])
local time = redis.call('TIME')
local now = string.format('%.0f', math.floor((time[1] * 1000000 + time[2]) / 1000))

local NAMES = {
  'meta', 'pending', 'tries', 'scheduled', 'workers', 'done', 'dead', 'cancelled', 'cancelling', 'stale', 'remembered',
  'fading', 'watched', 'leases', 'stats', 'events',
}
local SIZE_OF = { list = 'LLEN', hash = 'HLEN', set = 'SCARD', zset = 'ZCARD' }
local types, type_of, sizes, size_of = {}, {}, {}, {}
for _, name in ipairs(NAMES) do
  local kind = redis.call('TYPE', base .. name).ok
  types[#types + 1], types[#types + 2] = name, kind
  type_of[name] = kind
  local size = SIZE_OF[kind] and redis.call(SIZE_OF[kind], base .. name) or 0
  sizes[#sizes + 1], sizes[#sizes + 2] = name, string.format('%.0f', size)
  size_of[name] = size
end

-- A page of fields at most, for these two hashes are small unless somebody filled them by hand.
local function fields(name)
  if type_of[name] ~= 'hash' or size_of[name] > 1000 then
    return {}
  end
  return redis.call('HGETALL', base .. name)
end

local oldest = {}
local function note(name, value)
  oldest[#oldest + 1], oldest[#oldest + 2] = name, value
end
for _, name in ipairs({ 'done', 'remembered', 'fading' }) do
  if type_of[name] == 'list' then
    note(name, redis.call('LINDEX', base .. name, 0))
  end
end
for _, name in ipairs({ 'dead', 'cancelled', 'watched', 'workers' }) do
  if type_of[name] == 'zset' then
    local first = redis.call('ZRANGE', base .. name, 0, 0, 'WITHSCORES')
    note(name, first[1] .. ' ' .. first[2])
  end
end

local live = 0
if type_of.workers == 'zset' then
  live = redis.call('ZCOUNT', base .. 'workers', '(' .. now, '+inf')
end

local bytes = ''
if size_of.done <= most then
  local sum = 0
  if type_of.done == 'list' then
    for _, element in ipairs(redis.call('LRANGE', base .. 'done', 0, -1)) do
      local found = string.match(element, '^%S+ %d+ (%d+) %S+$')
      sum = sum and found and sum + tonumber(found)
    end
  end
  bytes = sum and string.format('%.0f', sum) or ''
end

return { now, types, fields('meta'), fields('stats'), sizes, string.format('%.0f', live), oldest, bytes }
