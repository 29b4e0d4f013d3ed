#!lua flags=no-writes,allow-oom
-- A page of what workers and remote consumers hold: for lists of in-progress jobs.
--
-- KEYS: meta workers leases
-- ARGV: clock offset most  most: 1 to 1000
-- CHANGES: nothing
-- ANSWERS: {worker element}…  latest incarnations first, oldest claims first; then leases, whose worker is '', the next
--          to run out first
-- COST: four LLEN an incarnation registered in the last day, at most 1000, and the page

--- @include lib/keys

local offset, most = tonumber(ARGV[2]), tonumber(ARGV[3])
local answer, passed = {}, 0
for _, worker in ipairs(redis.call('ZRANGE', KEYS[2], 0, 999, 'REV')) do
  for _, list in ipairs(lane_keys(worker)) do
    local room = most - #answer / 2
    if room <= 0 then
      return answer
    end
    local length = redis.call('LLEN', list)
    local skip = math.min(length, math.max(0, offset - passed))
    passed = passed + skip
    if length > skip then
      local part = redis.call('LRANGE', list, -skip - room, -skip - 1)
      for i = #part, 1, -1 do
        answer[#answer + 1] = worker
        answer[#answer + 1] = part[i]
      end
    end
  end
end
local room = most - #answer / 2
if room > 0 then
  local from = math.max(0, offset - passed)
  for _, entry in ipairs(redis.call('ZRANGE', KEYS[3], from, from + room - 1)) do
    answer[#answer + 1] = ''
    answer[#answer + 1] = entry
  end
end
return answer
