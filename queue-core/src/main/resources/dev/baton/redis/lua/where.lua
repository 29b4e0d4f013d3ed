#!lua flags=no-writes,allow-oom
-- Where one job stands, and what stands in its way: for people who ask why it is not running.
--
-- KEYS: meta pending scheduled workers leases cancelling
-- ARGV: clock id most  most: 1 to 10000 elements are looked at in `pending`, as many in the lists of workers, and in `leases`
-- CHANGES: nothing
-- ANSWERS: now status paused waiting ahead due live held asked hand holder expiry entry
--          status, paused, due: '' if there is none; waiting: how many ids are pending; ahead: how many stand before it, ''
--          if it was not found; live, held: workers whose heartbeat has not expired, and what they hold; asked: 1 if its
--          cancellation was asked for; hand: worker | lease | '' not found; holder: the worker; expiry: of its heartbeat, or of
--          the lease; entry: as it stands there
-- COST: four LLEN an incarnation registered in the last day, at most 1000, and what is looked at: at most 10 ms

--- @include lib/keys
--- @include lib/clock
--- @include lib/hand

local meta, pending, scheduled, workers, leases, cancelling = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local id, most = ARGV[2], tonumber(ARGV[3])
local status = redis.call('GET', status_key(id)) or ''
local waiting = redis.call('LLEN', pending)

local ahead = ''
if status == 'pending' then
  local at = redis.call('LPOS', pending, id, 'RANK', -1, 'MAXLEN', most)
  ahead = at and whole(waiting - 1 - at) or ''
end

local live, held, looked = 0, 0, 0
local hand, holder, expiry, entry = '', '', '', ''
local sought = status == 'in-progress' or (status == 'pending' and ahead == '')
local names = redis.call('ZRANGE', workers, 0, 999, 'REV', 'WITHSCORES')
for i = 1, #names, 2 do
  local lives = tonumber(names[i + 1]) > now
  live = live + (lives and 1 or 0)
  for _, list in ipairs(lane_keys(names[i])) do
    local length = redis.call('LLEN', list)
    held = held + (lives and length or 0)
    local room = math.min(length, most - looked)
    if sought and hand == '' and room > 0 then
      looked = looked + room
      for _, element in ipairs(redis.call('LRANGE', list, -room, -1)) do
        if id_of(element) == id then
          hand, holder, expiry, entry = 'worker', names[i], whole(tonumber(names[i + 1])), element
        end
      end
    end
  end
end
if status == 'in-progress' and hand == '' then
  local lent = redis.call('ZRANGE', leases, 0, most - 1, 'WITHSCORES')
  for i = 1, #lent, 2 do
    if id_of(lent[i]) == id then
      hand, expiry, entry = 'lease', whole(tonumber(lent[i + 1])), lent[i]
    end
  end
end

local due = redis.call('ZSCORE', scheduled, id)
return {
  whole(now), status, redis.call('HGET', meta, 'paused') or '', whole(waiting), ahead, due and whole(tonumber(due)) or '',
  whole(live), whole(held), redis.call('SISMEMBER', cancelling, id) == 1 and '1' or '0', hand, holder, expiry, entry,
}
