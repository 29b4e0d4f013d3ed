#!lua flags=allow-oom
-- Gives one job the one place that its status asks for, and takes it out of all others. What is not safe is left as it is:
-- two claims, a delayed job whose due time is lost, a job whose status or record is missing, a job that may be started only
-- once and lost its claim.
--
-- KEYS: meta
-- ARGV: id stamp lists {list}… {list element left right}…
--       lists: how many processing lists follow that are known beside those of workers of the last hour
--       stamp: '' to look where the job stands; else that of before the caller's walk, which found it in these lists (without
--       what all keys of the queue begin with), so many elements from the left and from the right, and nowhere else
-- CHANGES: pending, scheduled, the processing lists, leases; of an in-progress job without a claim also status, tries
--          (crashes + 1), run (crash.<attempt>), stats.reclaimed, or, if it was to be cancelled, cancelled and
--          stats.cancelled
-- ANSWERS: large, if there is no stamp and it is too much for one call | moved, if the stamp or a place is another by now |
--          {word count}…  words: appended | due-now | from-pending | from-scheduled | bare | claims | reclaimed | cancelled; none if
--          nothing was wrong any more, or it is not safe
-- COST: 0.3 µs an element of pending and of processing lists; with a stamp about 1 ms a place

local base, id = string.sub(KEYS[1], 1, -5), ARGV[1]
local pending, scheduled, leases = base .. 'pending', base .. 'scheduled', base .. 'leases'
local status_key, record_key = base .. 'job:' .. id .. ':status', base .. 'job:' .. id
local function whole(number)
  return string.format('%.0f', number)
end

local stamp, lists = ARGV[2], tonumber(ARGV[3])

--- @include lib/places
--- @include lib/stamp

-- Read and check. A key of a foreign type stops the call here.
local status = redis.call('GET', status_key)
local has_record = redis.call('STRLEN', record_key) > 0
local at_scheduled = redis.call('ZSCORE', scheduled, id)
local at_pending, bare, claims = {}, {}, {} -- each {list, element, left, right}, the back first
local function stands(list, element, left, right)
  local place = { base .. list, element, left, right }
  local into = (list == 'pending' and at_pending) or (element == id and bare) or claims
  into[#into + 1] = place
end
if stamp == '' then
  local names = lists_to_walk(4, 3 + lists, function() return true end)
  if not names then
    return 'large'
  end
  for _, left in ipairs(redis.call('LPOS', pending, id, 'COUNT', 0)) do
    stands('pending', id, left, 0)
  end
  for i = 1, #names do
    for at, element in ipairs(redis.call('LRANGE', base .. names[i], 0, -1)) do
      if element == id or string.sub(element, 1, #id + 1) == id .. ' ' then
        stands(names[i], element, at - 1, 0)
      end
    end
  end
  for _, entry in ipairs(redis.call('ZRANGE', base .. 'leases', 0, -1)) do
    if string.sub(entry, 1, #id + 1) == id .. ' ' then
      stands('leases', entry, 0, 0)
    end
  end
else
  if stamp_of(id) ~= stamp then
    return 'moved'
  end
  for i = 4 + lists, #ARGV, 4 do
    stands(ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]))
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
  if crashed and string.sub(tries or '', -5) == ' once' then
    return {} -- it may have been started
  end
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

-- Where exactly it stands that is to go: near where it was seen, for others come and go at both ends. Lists that are not too
-- long are searched by LREM instead, which takes no hint.
local NEAR, SHORT = 500, 20000
local surplus, taken = {}, {}
local function index_of(place)
  local list, element, length = place[1], place[2], redis.call('LLEN', place[1])
  for _, guess in ipairs({ place[3], length - 1 - place[4] }) do
    local from = math.max(0, guess - NEAR)
    for at, found in ipairs(redis.call('LRANGE', list, from, math.max(from, guess + NEAR))) do
      local key = list .. ' ' .. whole(from + at - 1)
      if found == element and not taken[key] then
        taken[key] = true
        return from + at - 1
      end
    end
  end
end
local all_there = true
for _, one in ipairs({
  { at_pending, keep_pending, 'from-pending' }, { bare, keep_bare, 'bare' }, { claims, keep_claims, 'claims' },
}) do
  local places = one[1]
  for i = 1, #places - one[2] do -- the foremost stays
    local place, at = places[i], 0
    if place[1] ~= leases and redis.call('LLEN', place[1]) > SHORT then
      at = index_of(place)
    end
    all_there = all_there and at
    surplus[#surplus + 1] = { list = place[1], element = place[2], at = at, word = one[3] }
  end
end
if not all_there then
  return 'moved'
end
table.sort(surplus, function(one, other) return one.at < other.at end)

-- Write.
local time = redis.call('TIME')
local now = math.floor((time[1] * 1000000 + time[2]) / 1000)
local deeds = {}
local function did(word, count)
  if count > 0 then
    deeds[#deeds + 1], deeds[#deeds + 2] = word, whole(count)
  end
end
-- LREM would walk over a long list. So there the job at the back takes the place of the one that goes: a matter of the few
-- nodes of the list between the nearer end and it, and one job runs earlier than its turn.
local popped, dropped = {}, {}
for _, one in ipairs(surplus) do
  if one.list == leases then
    dropped[one.word] = (dropped[one.word] or 0) + redis.call('ZREM', leases, one.element)
  elseif redis.call('LLEN', one.list) > SHORT then
    local at = one.at - (popped[one.list] or 0)
    redis.call('LSET', one.list, whole(at), redis.call('LINDEX', one.list, 0))
    redis.call('LPOP', one.list)
    popped[one.list] = (popped[one.list] or 0) + 1
    dropped[one.word] = (dropped[one.word] or 0) + 1
  else
    dropped[one.word] = (dropped[one.word] or 0) + redis.call('LREM', one.list, 1, one.element)
  end
end
for _, word in ipairs({ 'from-pending', 'bare', 'claims' }) do
  did(word, dropped[word] or 0)
end
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
