-- The time of Redis, the only clock that decides anything. ARGV[1] overrules it in tests (microseconds).
-- Numbers are written with %.0f, for Lua would print 1.7e15.
local function read_clock()
  if ARGV[1] ~= '' then
    return tonumber(ARGV[1])
  end
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local now_micros = read_clock()
local now = math.floor(now_micros / 1000)

local function whole(number)
  return string.format('%.0f', number)
end
