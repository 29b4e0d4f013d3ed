-- What becomes of jobs is told in the stream `events`, while somebody listens: `events` of meta says until when (ms). Events
-- are for people: a stream or a field that is broken, or a right that is missing, must never undo or stop a transition.

-- The stream is bounded by its lines, and a line by its ids, so that also full batches take no more than some 60 MB.
local IDS_A_LINE, MOST_LINES = 20, 100000

local listened_until -- nil: nobody has looked yet

-- For scripts that read meta in any case, and so bring the field along.
local function note_listeners(found)
  listened_until = tonumber(found or 0) or 0
end

local function is_listened()
  if not listened_until then
    local found = redis.pcall('HGET', KEYS[1], 'events')
    note_listeners(type(found) == 'string' and found)
  end
  return listened_until > now
end

-- NOMKSTREAM: only `listen` makes the stream, so a reader who is told of a new one knows that it has missed something.
local function tell_line(word, text)
  redis.pcall('XADD', events_key(), 'NOMKSTREAM', 'MAXLEN', '~', MOST_LINES, '*', word, text)
end

-- Writes. The jobs have come to this status.
local function tell_events(status, ids)
  if #ids > 0 and is_listened() then
    for from = 1, #ids, IDS_A_LINE do
      tell_line(status, table.concat(ids, ' ', from, math.min(from + IDS_A_LINE - 1, #ids)))
    end
  end
end
