#!lua flags=allow-oom
-- Puts one ended job into the index of its status, and takes it out of the indexes of others.
--
-- KEYS: meta
-- ARGV: id stamp in-done in-rest
--       stamp: '' to look whether done, remembered and fading name the job; else that of before the caller's walk over them,
--       which found it there (1) or not (0); rest: remembered and fading
-- CHANGES: dead, cancelled, done (one element, and stats.done-bytes), or remembered, for a tombstone that stands nowhere
-- ANSWERS: large | moved, as mend_place | {word count}…  words: indexed | from-dead | from-cancelled | remembered; none if
--          nothing was wrong any more
-- COST: O(log n), and without a stamp 0.3 µs an element of done, remembered and fading, of which there may be 10,000

local base, id = string.sub(KEYS[1], 1, -5), ARGV[1]
local record_key = base .. 'job:' .. id
local function whole(number)
  return string.format('%.0f', number)
end

--- @include lib/stamp

-- Read and check. A key of a foreign type stops the call here.
local status = redis.call('GET', record_key .. ':status')
local record_bytes = redis.call('STRLEN', record_key)
local in_dead, in_cancelled = redis.call('ZSCORE', base .. 'dead', id), redis.call('ZSCORE', base .. 'cancelled', id)
local stale = redis.call('SISMEMBER', base .. 'stale', id) == 1
local tried = redis.call('HEXISTS', base .. 'tries', id) == 1
local result_bytes = redis.call('HSTRLEN', record_key .. ':run', 'result')
local noted = redis.call('HEXISTS', record_key .. ':run', 'note') == 1
redis.call('HLEN', base .. 'stats')
local MOST = 10000
local stamp, in_done, in_rest = ARGV[2], ARGV[3] == '1', ARGV[4] == '1'
local function stands_in(name)
  for from = 0, redis.call('LLEN', base .. name) - 1, 1000 do
    for _, element in ipairs(redis.call('LRANGE', base .. name, from, from + 999)) do
      if string.sub(element, 1, #id + 1) == id .. ' ' then
        return true
      end
    end
  end
  return false
end
if stamp ~= '' then
  if stamp_of(id) ~= stamp then
    return 'moved'
  end
else
  local length = 0
  for _, name in ipairs({ 'done', 'remembered', 'fading' }) do
    length = length + redis.call('LLEN', base .. name)
  end
  if length > MOST then
    return 'large'
  end
  in_done, in_rest = stands_in('done'), stands_in('remembered') or stands_in('fading')
end
local ended = status == 'done' or status == 'cancelled'
local forgotten = record_bytes == 0 and ended and not stale and not in_done and not in_cancelled and not in_rest
local chosen = status == 'done' and record_bytes > 0
  and redis.call('GETRANGE', record_key, -15, -1) == ',"chosen":true}'

-- Write.
local time = redis.call('TIME')
local now = whole(math.floor((time[1] * 1000000 + time[2]) / 1000))
local deeds = {}
local function did(word)
  deeds[#deeds + 1], deeds[#deeds + 2] = word, '1'
end
if in_dead and status ~= 'dead' then
  redis.call('ZREM', base .. 'dead', id)
  did('from-dead')
end
if in_cancelled and status ~= 'cancelled' then
  redis.call('ZREM', base .. 'cancelled', id)
  did('from-cancelled')
end
if forgotten then
  redis.call('RPUSH', base .. 'remembered', id .. ' ' .. now)
  did('remembered')
elseif record_bytes > 0 and status == 'dead' and not in_dead then
  redis.call('ZADD', base .. 'dead', now, id)
  did('indexed')
elseif record_bytes > 0 and status == 'cancelled' and not in_cancelled then
  redis.call('ZADD', base .. 'cancelled', now, id)
  did('indexed')
elseif record_bytes > 0 and status == 'done' and not in_done then
  local marks = (chosen and 'c' or '') .. (tried and 't' or '') .. ((result_bytes > 0 and 'r') or (noted and 'n') or '')
  local bytes = record_bytes + result_bytes
  redis.call('RPUSH', base .. 'done', id .. ' ' .. now .. ' ' .. whole(bytes) .. ' ' .. (marks == '' and '-' or marks))
  redis.pcall('HINCRBY', base .. 'stats', 'done-bytes', whole(bytes))
  did('indexed')
end
return deeds
