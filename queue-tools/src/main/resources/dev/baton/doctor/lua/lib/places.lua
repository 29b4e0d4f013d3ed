-- Included. Which lists jobs may stand in, and whether one call may walk over them all.
-- A walk is bounded so that Redis is held up for some ten milliseconds at most on a slow machine: LRANGE into Lua costs about
-- 0.3 µs an element there, and a foreign or forgotten worker four commands. What is larger is walked by the caller, page by
-- page, who then proves by the stamp that the job did not move meanwhile.
local HOUR_MS, MOST_WORKERS, MOST_PENDING, MOST_HELD = 3600000, 250, 10000, 4000

-- Returns the names of the processing lists, without what all keys begin with: four of each worker that lived within the last
-- hour, for a dead one's lists do not grow, and ARGV[first] to ARGV[last]; nil if they and `leases`, or pending, are too much
-- for one call.
-- may_walk(name, kind) says whether a key may be read; a script that writes lets a foreign type stop it.
local function lists_to_walk(first, last, may_walk)
  local names, known, held = {}, {}, 0
  local function add(name)
    if not known[name] and may_walk(name, 'list') then
      local length = redis.call('LLEN', base .. name)
      if length > 0 then
        names[#names + 1] = name
        held = held + length
      end
    end
    known[name] = true
  end
  if last - first >= MOST_PENDING / 10 then
    return nil
  end
  if may_walk('pending', 'list') and redis.call('LLEN', base .. 'pending') > MOST_PENDING then
    return nil
  end
  if may_walk('workers', 'zset') then
    local since = string.format('%.0f', redis.call('TIME')[1] * 1000 - HOUR_MS)
    if redis.call('ZCOUNT', base .. 'workers', since, '+inf') > MOST_WORKERS then
      return nil
    end
    for _, worker in ipairs(redis.call('ZRANGE', base .. 'workers', since, '+inf', 'BYSCORE')) do
      for _, lane in ipairs({ '', ':1', ':2', ':3' }) do
        add('processing:' .. worker .. lane)
      end
    end
  end
  for i = first, last do
    add(ARGV[i])
  end
  if may_walk('leases', 'zset') then
    held = held + redis.call('ZCARD', base .. 'leases')
  end
  if held > MOST_HELD then
    return nil
  end
  return names
end
