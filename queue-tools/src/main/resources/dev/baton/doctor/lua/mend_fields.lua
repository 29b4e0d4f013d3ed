#!lua flags=allow-oom
-- Removes what tries, cancelling, stale, watched and a run hash say of a job to which it does not apply any more.
--
-- KEYS: meta
-- ARGV: id stamp lists {list}… {list element left right}…  as those of mend_place
-- CHANGES: tries, cancelling, stale, watched, run; the status of a purged job that only `stale` had kept
-- ANSWERS: large | moved, as mend_place | {word count}…  words: tries | cancelling | stale | watched | run | status;
--          none if nothing was wrong any more
-- COST: 0.3 µs an element of pending and of processing lists, if the id is stale and there is no stamp

local base, id = string.sub(KEYS[1], 1, -5), ARGV[1]
local record_key = base .. 'job:' .. id

local stamp, lists = ARGV[2], tonumber(ARGV[3])

--- @include lib/places
--- @include lib/stamp

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
if stamp ~= '' and stamp_of(id) ~= stamp then
  return 'moved'
end
local stands = #ARGV > 3 + lists
if stamp == '' and stale and status == 'cancelled' then
  local names = lists_to_walk(4, 3 + lists, function() return true end)
  if not names then
    return 'large'
  end
  stands = redis.call('LPOS', base .. 'pending', id) and true or false
  for i = 1, #names do
    stands = stands or (redis.call('LPOS', base .. names[i], id) and true or false)
  end
end
local unstale = stale and (status ~= 'cancelled' or not stands)

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
