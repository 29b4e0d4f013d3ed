#!lua flags=no-writes,allow-oom
-- Who works on a queue: its incarnations, the latest heartbeat first, and what each holds.
--
-- KEYS: meta workers
-- ARGV: clock offset most each  most: 1 to 100 incarnations; each: so many elements are shown of each, 0 to 100
-- CHANGES: nothing
-- ANSWERS: now {worker expiry held {element}…}…  expiry: ms; held: how many elements there are; elements: the oldest first
-- COST: four LLEN and at most four LRANGE an incarnation

--- @include lib/keys
--- @include lib/clock

local offset, most, each = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local crew = {}
local names = redis.call('ZRANGE', KEYS[2], offset, offset + most - 1, 'REV', 'WITHSCORES')
for i = 1, #names, 2 do
  local held, shown = 0, {}
  for _, list in ipairs(lane_keys(names[i])) do
    held = held + redis.call('LLEN', list)
    if #shown < each then
      local part = redis.call('LRANGE', list, #shown - each, -1)
      for n = #part, 1, -1 do
        shown[#shown + 1] = part[n]
      end
    end
  end
  crew[#crew + 1] = names[i]
  crew[#crew + 1] = whole(tonumber(names[i + 1]))
  crew[#crew + 1] = whole(held)
  crew[#crew + 1] = shown
end
return { whole(now), crew }
