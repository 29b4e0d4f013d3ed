-- The keys of a job, inside the hash tag of its queue. KEYS[1] is always the queue's meta key; everything else that
-- is known before the call is a KEYS of its own, and only the keys of ids that a script discovers are built here.
local base = string.sub(KEYS[1], 1, -5)

-- Looked up once: a global name costs a look into a table at every use, and some are used several times a job.
local ARGV, find, cut, byte = ARGV, string.find, string.sub, string.byte

local function record_key(id)
  return base .. 'job:' .. id
end

local function status_key(id)
  return base .. 'job:' .. id .. ':status'
end

local function run_key(id)
  return base .. 'job:' .. id .. ':run'
end

-- Where live events are told; no KEYS of its own, for nearly every script tells some.
local function events_key()
  return base .. 'events'
end

-- Status and record of a job, both at once: for loops in which each joining of strings counts.
local function keys_of(id)
  local record = base .. 'job:' .. id
  return record .. ':status', record
end

-- Whether a hand is that of the remote consumers, who have leases, and not a worker's list.
local function is_leases(hand)
  return hand == base .. 'leases'
end

-- The processing lists of an incarnation; there is no register of lanes, recovery looks at all four.
local function lane_keys(worker)
  local first = base .. 'processing:' .. worker
  return { first, first .. ':1', first .. ':2', first .. ':3' }
end
