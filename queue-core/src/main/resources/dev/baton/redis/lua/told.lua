#!lua flags=no-writes,allow-oom
-- What was told after a line of the stream. Where lines may be missing between the two, for the stream is another one, or
-- has let go of its oldest, everything that is still there is answered, and that there is a gap.
--
-- KEYS: meta events
-- ARGV: clock millis number most   millis-number: the id of the last line that is known; most: 1 to 1000 lines
-- CHANGES: nothing
-- ANSWERS: verdict {id word text}…   verdict: whole | gap; word: a status, and text its ids, parted by spaces; or queue,
--          and what became of it
-- COST: 2 µs a line

--- @include lib/keys

local events, millis, number, most = KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

-- Whether a line was told later than the known one.
local function is_later(line)
  local at, place = string.match(line[1], '^(%d+)-(%d+)$')
  at, place = tonumber(at), tonumber(place)
  return at > millis or (at == millis and place > number)
end

local first = redis.call('XRANGE', events, '-', '+', 'COUNT', 1)[1]
-- A position is always that of a line that was told; behind a failover others may stand around its place.
local position = ARGV[2] .. '-' .. ARGV[3]
local known = first and not is_later(first) and #redis.call('XRANGE', events, position, position) == 1
local lines = redis.call('XRANGE', events, known and '(' .. ARGV[2] .. '-' .. ARGV[3] or '-', '+', 'COUNT', most)
local answer = { known and 'whole' or 'gap' }
for i = 1, #lines do
  answer[3 * i - 1], answer[3 * i], answer[3 * i + 1] = lines[i][1], lines[i][2][1], lines[i][2][2]
end
return answer
