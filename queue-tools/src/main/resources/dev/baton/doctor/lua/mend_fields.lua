#!lua flags=allow-oom
-- Removes what tries, cancelling, stale, watched and a run hash say of a job to which it does not apply any more.
--
-- KEYS: meta
-- ARGV: id {list}…  processing lists beside those of workers of the last hour
-- CHANGES: tries, cancelling, stale, watched, run; the status of a purged job that only `stale` had kept
-- ANSWERS: {word count}…  words: tries | cancelling | stale | watched | run | status; none if nothing was wrong any more
-- COST: one walk over pending and over the processing lists, if the id is stale

local base, id = string.sub(KEYS[1], 1, -5), ARGV[1]
local record_key = base .. 'job:' .. id

local HOUR_MS = 3600000
local function recent_workers()
  local since = string.format('%.0f', redis.call('TIME')[1] * 1000 - HOUR_MS)
  return redis.call('ZRANGE', base .. 'workers', since, '+inf', 'BYSCORE')
end

-- Read and check. A key of a foreign type stops the call here.
local status = redis.call('GET', record_key .. ':status')
local has_record = redis.call('EXISTS', record_key) == 1
local LIVE = { pending = true, scheduled = true, retrying = true, ['in-progress'] = true }
local lives = status and LIVE[status]
local gone = not has_record and not lives
local stale = redis.call('SISMEMBER', base .. 'stale', id) == 1
local cancelling = redis.call('SISMEMBER', base .. 'cancelling', id) == 1
local watched = redis.call('ZSCORE', base .. 'watched', id)
local tries = redis.call('HEXISTS', base .. 'tries', id) == 1
local run = redis.call('EXISTS', record_key .. ':run') == 1
local in_cancelled = redis.call('ZSCORE', base .. 'cancelled', id)
local function stands()
  if #redis.call('LPOS', base .. 'pending', id, 'COUNT', 1) > 0 then
    return true
  end
  local names, lanes = {}, { '', ':1', ':2', ':3' }
  for _, worker in ipairs(recent_workers()) do
    for i = 1, 4 do
      names[#names + 1] = 'processing:' .. worker .. lanes[i]
    end
  end
  for i = 2, #ARGV do
    names[#names + 1] = ARGV[i]
  end
  for i = 1, #names do
    if redis.call('LPOS', base .. names[i], id) then
      return true
    end
  end
  return false
end
local unstale = stale and (status ~= 'cancelled' or not stands())

-- Write.
local deeds = {}
local function did(word)
  deeds[#deeds + 1], deeds[#deeds + 2] = word, '1'
end
if tries and gone then
  redis.call('HDEL', base .. 'tries', id)
  did('tries')
end
if cancelling and status ~= 'in-progress' then
  redis.call('SREM', base .. 'cancelling', id)
  did('cancelling')
end
if watched and not lives then
  redis.call('ZREM', base .. 'watched', id)
  did('watched')
end
if run and gone then
  redis.call('UNLINK', record_key .. ':run')
  did('run')
end
if unstale then
  redis.call('SREM', base .. 'stale', id)
  did('stale')
  if status == 'cancelled' and not in_cancelled and not has_record then
    redis.call('UNLINK', record_key .. ':status')
    did('status')
  end
end
return deeds
