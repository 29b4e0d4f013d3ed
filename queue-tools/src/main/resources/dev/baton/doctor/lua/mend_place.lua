#!lua flags=allow-oom
-- Gives one job the one place that its status asks for, and takes it out of all others. What is not safe is left as it is:
-- two claims, a delayed job whose due time is lost, a job whose status or record is missing.
--
-- KEYS: meta
-- ARGV: id {list}…  processing lists beside those of workers of the last hour
-- CHANGES: pending, scheduled, the processing lists; of an in-progress job without a claim also status, tries
--          (crashes + 1), run (crash.<attempt>), stats.reclaimed, or, if it was to be cancelled, cancelled and
--          stats.cancelled
-- ANSWERS: {word count}…  words: appended | due-now | from-pending | from-scheduled | bare | claims | reclaimed | cancelled; none if
--          nothing was wrong any more, or it is not safe
-- COST: one walk over pending and over the processing lists

local base, id = string.sub(KEYS[1], 1, -5), ARGV[1]
local pending, scheduled = base .. 'pending', base .. 'scheduled'
local status_key, record_key = base .. 'job:' .. id .. ':status', base .. 'job:' .. id
local function whole(number)
  return string.format('%.0f', number)
end

local HOUR_MS = 3600000
local function recent_workers()
  local since = string.format('%.0f', redis.call('TIME')[1] * 1000 - HOUR_MS)
  return redis.call('ZRANGE', base .. 'workers', since, '+inf', 'BYSCORE')
end

-- Read and check. A key of a foreign type stops the call here.
local status = redis.call('GET', status_key)
local has_record = redis.call('STRLEN', record_key) > 0
local at_pending = redis.call('LPOS', pending, id, 'COUNT', 0)
local at_scheduled = redis.call('ZSCORE', scheduled, id)
local lists, known = {}, {}
local function add_list(name)
  if not known[name] and redis.call('EXISTS', base .. name) == 1 then
    lists[#lists + 1] = base .. name
  end
  known[name] = true
end
for _, worker in ipairs(recent_workers()) do
  for _, lane in ipairs({ '', ':1', ':2', ':3' }) do
    add_list('processing:' .. worker .. lane)
  end
end
for i = 2, #ARGV do
  add_list(ARGV[i])
end
local bare, claims = {}, {}
for i = 1, #lists do
  for _, element in ipairs(redis.call('LRANGE', lists[i], 0, -1)) do
    if element == id then
      bare[#bare + 1] = { lists[i], element }
    elseif string.sub(element, 1, #id + 1) == id .. ' ' then
      claims[#claims + 1] = { lists[i], element }
    end
  end
end
local stale = redis.call('SISMEMBER', base .. 'stale', id) == 1
local asked = redis.call('SISMEMBER', base .. 'cancelling', id) == 1
local tries = redis.call('HGET', base .. 'tries', id)
redis.call('ZCARD', base .. 'cancelled')
redis.call('HLEN', base .. 'stats')

-- What is right. keep_*: how many may stay; append: it belongs at the back of pending.
local keep_pending, keep_bare, keep_claims, keep_scheduled = 0, 0, 0, false
local append, crashed = false, false
if not status then
  if has_record then
    return {} -- what it was nobody knows
  end
elseif status == 'pending' and has_record then
  if #at_pending > 0 then
    keep_pending = 1
  elseif #bare > 0 then
    keep_bare = 1
  else
    append = true
  end
elseif status == 'in-progress' and has_record then
  if #claims > 1 then
    return {} -- which of them is right nobody knows
  end
  keep_claims = #claims
  crashed = #claims == 0
elseif (status == 'scheduled' or status == 'retrying') and has_record then
  if not at_scheduled and status == 'scheduled' then
    return {} -- when it was due nobody knows
  end
  keep_scheduled = true
elseif status == 'cancelled' and stale then
  keep_pending, keep_bare = #at_pending > 0 and 1 or 0, #at_pending == 0 and 1 or 0
elseif status ~= 'done' and status ~= 'dead' and status ~= 'cancelled' then
  return {}
end

-- Write.
local time = redis.call('TIME')
local now = math.floor((time[1] * 1000000 + time[2]) / 1000)
local deeds = {}
local function did(word, count)
  if count > 0 then
    deeds[#deeds + 1], deeds[#deeds + 2] = word, whole(count)
  end
end
if #at_pending > keep_pending then -- the foremost stays
  did('from-pending', redis.call('LREM', pending, #at_pending - keep_pending, id))
end
local function drop(held, keep, word)
  local dropped = 0
  for i = keep + 1, #held do
    dropped = dropped + redis.call('LREM', held[i][1], 1, held[i][2])
  end
  did(word, dropped)
end
drop(bare, keep_bare, 'bare')
drop(claims, keep_claims, 'claims')
if at_scheduled and not keep_scheduled then
  did('from-scheduled', redis.call('ZREM', scheduled, id))
end
if keep_scheduled and not at_scheduled then
  redis.call('ZADD', scheduled, whole(now), id)
  did('due-now', 1)
end
if append then
  redis.call('LPUSH', pending, id)
  did('appended', 1)
end
if crashed then
  local failures, crashes, fence = string.match(tries or '', '^(%d+) (%d+) (%d+)$')
  failures, crashes = tonumber(failures or 0), tonumber(crashes or 0) + 1
  redis.call('HSET', base .. 'tries', id, whole(failures) .. ' ' .. whole(crashes) .. ' ' .. (fence or '0'))
  redis.pcall('HSET', record_key .. ':run', 'crash.' .. whole(failures + crashes), whole(now) .. ' doctor')
  if asked then
    redis.call('SREM', base .. 'cancelling', id)
    redis.call('ZADD', base .. 'cancelled', whole(now), id)
    redis.call('SET', status_key, 'cancelled')
    redis.pcall('HSET', record_key .. ':run', 'finishedAt', whole(now), 'reason', 'cancelled, and its claim was lost')
    redis.pcall('HINCRBY', base .. 'stats', 'cancelled', 1)
    did('cancelled', 1)
  else
    redis.call('LPUSH', pending, id)
    redis.call('SET', status_key, 'pending')
    redis.pcall('HINCRBY', base .. 'stats', 'reclaimed', 1)
    did('reclaimed', 1)
  end
end
return deeds
