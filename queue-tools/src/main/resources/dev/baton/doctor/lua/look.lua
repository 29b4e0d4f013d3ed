#!lua flags=no-writes,allow-oom
-- All that Redis holds of some jobs, or of all jobs of a small queue, at one instant: what a verdict is founded on.
--
-- KEYS: meta
-- ARGV: whole most lists {list}… {id}…
--       whole: 1 the jobs of all places and indexes too | 0 only these ids | - only these ids, and not where they stand
--       most: with whole, how many jobs and how many elements it may come to; lists: how many lists follow, which are
--       processing lists (without what all keys of the queue begin with) beside those of workers of the last hour
-- CHANGES: nothing
-- ANSWERS: large, if it is too much for one call
--          {id status record-bytes pending {list or leases, element}… scheduled tries run flags done remembered fading salvaged}…
--          status: '' if there is none, ?<type> of a foreign type; record-bytes: -1 if there is none, -2 of a foreign type;
--          pending, done, remembered, fading: how often it stands there, -1 if that was not looked at; scheduled, run: 0 | 1;
--          flags: letters, s stale, g cancelling, w watched, d dead, c cancelled; tries: '' if there are none; salvaged: the
--          counter
-- COST: about 10 µs a job, 0.3 µs an element of pending and of processing lists

local base = string.sub(KEYS[1], 1, -5)
local whole, placed, most, lists = ARGV[1] == '1', ARGV[1] ~= '-', tonumber(ARGV[2]), tonumber(ARGV[3])
local SLICE = 1000

local function is_a(name, kind)
  return redis.call('TYPE', base .. name).ok == kind
end
local function list_of(name)
  return is_a(name, 'list') and redis.call('LRANGE', base .. name, 0, -1) or {}
end

--- @include lib/places

local names = {}
if placed then
  names = lists_to_walk(4, 3 + lists, is_a)
  if not names then
    return 'large'
  end
end

local SIZE_OF = { list = 'LLEN', hash = 'HLEN', set = 'SCARD', zset = 'ZCARD' }
if whole then
  local elements = 0
  local function measure(name)
    local command = SIZE_OF[redis.call('TYPE', base .. name).ok]
    elements = elements + (command and redis.call(command, base .. name) or 0)
  end
  for _, name in ipairs({ 'pending', 'scheduled', 'done', 'dead', 'cancelled', 'cancelling', 'stale', 'remembered',
    'fading', 'watched', 'tries', 'leases' }) do
    measure(name)
  end
  for i = 1, #names do
    measure(names[i])
  end
  if elements > most then
    return 'large'
  end
end

-- The jobs that are looked at: asked for, or found on the way.
local ids, facts = {}, {}
local function job(id)
  local fact = facts[id]
  if not fact and whole and string.find(id, '^[%w._-]+$') and #id <= 128 then
    fact = { held = {}, pending = 0, done = 0, remembered = 0, fading = 0 }
    facts[id] = fact
    ids[#ids + 1] = id
  end
  return fact
end
for i = 4 + lists, #ARGV do
  if not facts[ARGV[i]] then
    local unknown = whole and 0 or -1
    facts[ARGV[i]] = { held = {}, pending = 0, done = unknown, remembered = unknown, fading = unknown }
    ids[#ids + 1] = ARGV[i]
  end
end

-- Where they stand.
if placed and is_a('pending', 'list') then
  for from = 0, redis.call('LLEN', base .. 'pending') - 1, SLICE do
    for _, id in ipairs(redis.call('LRANGE', base .. 'pending', from, from + SLICE - 1)) do
      local fact = job(id)
      if fact then
        fact.pending = fact.pending + 1
      end
    end
  end
end
for i = 1, #names do
  for _, element in ipairs(redis.call('LRANGE', base .. names[i], 0, -1)) do
    local fact = job(string.match(element, '^[^ ]*'))
    if fact then
      fact.held[#fact.held + 1] = names[i]
      fact.held[#fact.held + 1] = element
    end
  end
end
for _, entry in ipairs(placed and is_a('leases', 'zset') and redis.call('ZRANGE', base .. 'leases', 0, -1) or {}) do
  local fact = job(string.match(entry, '^[^ ]*'))
  if fact then
    fact.held[#fact.held + 1] = 'leases'
    fact.held[#fact.held + 1] = entry
  end
end
if whole then
  for _, name in ipairs({ 'done', 'remembered', 'fading' }) do
    for _, element in ipairs(list_of(name)) do
      local fact = job(string.match(element, '^[^ ]*'))
      if fact then
        fact[name] = fact[name] + 1
      end
    end
  end
  for _, name in ipairs({ 'scheduled', 'dead', 'cancelled', 'watched' }) do
    for _, id in ipairs(is_a(name, 'zset') and redis.call('ZRANGE', base .. name, 0, -1) or {}) do
      job(id)
    end
  end
  for _, name in ipairs({ 'cancelling', 'stale' }) do
    for _, id in ipairs(is_a(name, 'set') and redis.call('SMEMBERS', base .. name) or {}) do
      job(id)
    end
  end
  for _, id in ipairs(is_a('tries', 'hash') and redis.call('HKEYS', base .. 'tries') or {}) do
    job(id)
  end
end

-- What is said of them, a slice at a time.
local function ask(command, name, kind, slice)
  return is_a(name, kind) and redis.call(command, base .. name, unpack(slice)) or {}
end
local salvaged = is_a('stats', 'hash') and redis.call('HGET', base .. 'stats', 'salvaged') or ''
local answer = {}
for from = 1, #ids, SLICE do
  local slice, keys = {}, {}
  for i = from, math.min(from + SLICE - 1, #ids) do
    slice[#slice + 1] = ids[i]
    keys[#keys + 1] = base .. 'job:' .. ids[i] .. ':status'
  end
  local statuses = redis.call('MGET', unpack(keys))
  local scheduled, dead = ask('ZMSCORE', 'scheduled', 'zset', slice), ask('ZMSCORE', 'dead', 'zset', slice)
  local cancelled, watched = ask('ZMSCORE', 'cancelled', 'zset', slice), ask('ZMSCORE', 'watched', 'zset', slice)
  local cancelling, stale = ask('SMISMEMBER', 'cancelling', 'set', slice), ask('SMISMEMBER', 'stale', 'set', slice)
  local tries = ask('HMGET', 'tries', 'hash', slice)
  for i = 1, #slice do
    local id, fact = slice[i], facts[slice[i]]
    local record, status = base .. 'job:' .. id, statuses[i] or ''
    if status == '' then
      local kind = redis.call('TYPE', keys[i]).ok
      status = (kind == 'none' and '') or (kind == 'string' and ' ') or '?' .. kind
    end
    local kind, bytes = redis.call('TYPE', record).ok, -1
    if kind == 'string' then
      bytes = redis.call('STRLEN', record)
    elseif kind ~= 'none' then
      bytes = -2
    end
    local flags = (stale[i] == 1 and 's' or '') .. (cancelling[i] == 1 and 'g' or '') .. (watched[i] and 'w' or '')
      .. (dead[i] and 'd' or '') .. (cancelled[i] and 'c' or '')
    answer[#answer + 1] = {
      id, string.sub(status, 1, 64), string.format('%.0f', bytes), string.format('%.0f', fact.pending), fact.held,
      scheduled[i] and '1' or '0', tries[i] or '', string.format('%.0f', redis.call('EXISTS', record .. ':run')), flags,
      string.format('%.0f', fact.done), string.format('%.0f', fact.remembered), string.format('%.0f', fact.fading),
      salvaged,
    }
  end
end
return answer
