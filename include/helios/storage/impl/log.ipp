// helios/storage/impl/log.ipp -- appending, syncing, anchoring.
#pragma once

#include <helios/storage/log.hpp>

#include <helios/base/assert.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <thread>

namespace helios::storage {

void log::become(log_state to) noexcept {
  log_state from = state();
  do {
    if (from == log_state::poisoned)
      return;  // a close that overlaps with a failure must not hide it
    HELIOS_EXPECTS(from == log_state::recovering || from == log_state::writing);
  } while (!state_.compare_exchange_weak(from, to, std::memory_order_acq_rel));
}

void log::refuse_unless_writing() const {
  log_state const now = state();
  if (now == log_state::writing) return;
  if (now == log_state::poisoned)
    throw error(errc::io_error,
                '"' + file_.path() + "\" takes no more writes: an earlier write or sync failed")
        .detail("What the system holds of the file can no longer be believed.")
        .hint("Close the database and open it again: it recovers all that was committed.");
  if (now == log_state::reading)
    throw error(errc::read_only_sql_transaction, '"' + file_.path() + "\" is open read-only");
  throw error(errc::object_not_in_prerequisite_state,
              '"' + file_.path() + "\" is not open for writing");
}

anchor log::newest_anchor() const {
  std::scoped_lock const lock(anchor_mutex_);
  return newest_.value;
}

void log::refresh_anchor() {
  std::scoped_lock const lock(anchor_mutex_);
  newest_ = find_anchor(file_.io(), file_.key(), file_.path());
  epochs_.set_newest(newest_.value.epoch_frame);
}

bool log::still_named() { return world_->identify(file_.path()) == file_.io().identity(); }

durable_mark log::read_durable() {
  // Its 24 bytes are written in one call; a reader that overlaps with it needs a moment, not a
  // lock.
  for (int attempt = 0; attempt != 1000; ++attempt) {
    if (auto const mark = file_.read_durable()) return *mark;
    std::this_thread::yield();
  }
  throw damaged(file_.path(), durable_offset, "The durable mark does not match its checksum.");
}

std::uint64_t log::known_durable() {
  return std::max(read_durable().end, newest_anchor().synced_end);
}

log_position log::position_of(std::uint64_t offset) {
  bytes scratch;
  frame_header const header = read_frame(offset, scratch).header;
  auto const epoch = epochs_.find(header.epoch);
  if (!epoch || found_by_offset(header.type))
    throw damaged(file_.path(), offset, "No frame of the log is found there.");
  return {offset, header.link, header.epoch, epoch->salt};
}

log_frame log::read_frame(std::uint64_t offset, bytes& scratch) {
  frame_keys keys{.file = file_.key(), .epoch = 0};
  std::array<std::byte, frame_header_bytes> image{};
  static_cast<void>(file_.io().read(offset, image));  // a short read leaves zeros: no frame
  frame_header const claimed = peek_header(image);
  if (!found_by_offset(claimed.type)) {
    auto epoch = epochs_.find(claimed.epoch);
    if (!epoch && state() == log_state::reading) {
      refresh_anchor();  // the writer may have been opened anew since
      epoch = epochs_.find(claimed.epoch);
    }
    if (!epoch) throw damaged(file_.path(), offset, "No frame is found there.");
    keys.epoch = epoch->salt;
  }
  auto const header = file_.header_at(offset, keys);
  if (!header) throw damaged(file_.path(), offset, "No frame is found there.");
  if (header->type == frame_type::extent) return {offset, *header, {}};
  if (header->length > sum_piece && !file_.payload_verifies(offset, *header))
    throw damaged(file_.path(), offset, "The payload of a frame does not match its checksum.");
  scratch.resize(static_cast<std::size_t>(header->length));
  return {offset, *header, file_.read_payload(offset, *header, scratch)};
}

void log::write_or_poison(std::uint64_t offset, byte_view data) {
  try {
    file_.io().write(offset, data);
  } catch (...) {
    become(log_state::poisoned);
    throw;
  }
}

void log::make_room(std::uint64_t length, room from) {
  std::uint64_t const kept = from == room::usual ? options_.emergency : 0;
  std::uint64_t const need = position_.offset + length + kept;
  if (need <= reserved_) return;
  // As long as the file itself, within bounds: so it doubles.
  std::uint64_t const first = file_.first();
  std::uint64_t const grown = std::bit_floor(reserved_ > first ? reserved_ - first : 1);
  std::uint64_t const step = std::clamp(grown, options_.first_step, options_.last_step);
  std::uint64_t const ahead = first + (need - first + step - 1) / step * step;
  try {
    file_.io().reserve(ahead);
    reserved_ = ahead;
  } catch (error const& e) {
    if (e.code() != errc::disk_full) throw;
    file_.io().reserve(need);  // a nearly full disk may still have what this batch needs
    reserved_ = need;
  }
}

std::uint64_t log::append(std::span<frame_to_write> frames, room from) {
  refuse_unless_writing();
  return append_laid(frames, from);
}

std::uint64_t log::append_laid(std::span<frame_to_write> frames, room from) {
  payload_codec const& codec = file_.codec();
  std::uint64_t total = 0;
  for (frame_to_write const& frame : frames) {
    if (frame.payload.size() > max_payload - codec.overhead())
      throw error(errc::program_limit_exceeded, "a record of the log would be longer than 1 GiB")
          .hint("Split the transaction.");
    total += frame_room(frame.payload.size() + codec.overhead());
  }
  make_room(total, from);

  frame_keys const keys{file_.key(), position_.salt};
  std::uint64_t const synced_to = synced_end();
  log_position next = position_;
  batch_.resize(static_cast<std::size_t>(total));
  for (frame_to_write& frame : frames) {
    frame.offset = next.offset;
    // An epoch's frame already bears its number; its salt holds from the next frame on.
    std::uint32_t const epoch = next.epoch + (frame.type == frame_type::epoch ? 1 : 0);
    std::byte* const to = batch_.data() + (frame.offset - position_.offset);
    frame_header const header = lay_frame(frame, keys, epoch, next.link, synced_to, codec, to);
    next.offset += frame_room(header.length);
    next.link = header.head_sum;
    frame.next = next;
  }
  write_or_poison(position_.offset, batch_);
  position_ = next;
  end_.store(next.offset, std::memory_order_release);
  constexpr std::size_t worth_keeping = std::size_t{4} << 20;
  if (batch_.capacity() > worth_keeping) batch_ = bytes();
  return next.offset;
}

extent log::reserve_extent(std::uint64_t length) {
  refuse_unless_writing();
  std::uint64_t const offset = position_.offset;
  std::uint64_t const first =
      align_up(offset + 2 * frame_header_bytes, page_alignment) - frame_header_bytes;
  if (length > max_frame_length - page_alignment - frame_header_bytes)
    throw error(errc::program_limit_exceeded,
                "an extent of the log would be longer than 2^48 bytes");
  extent const where{first, first + align_up(length, page_alignment)};
  frame_header header;
  header.type = frame_type::extent;
  header.length = where.end - offset - frame_header_bytes;
  header.epoch = position_.epoch;
  header.link = position_.link;
  make_room(frame_room(header.length), room::usual);

  std::array<std::byte, frame_header_bytes> image;
  encode(header, {file_.key(), position_.salt}, offset, image.data());
  write_or_poison(offset, image);
  position_.offset = offset + frame_room(header.length);
  position_.link = header.head_sum;
  end_.store(position_.offset, std::memory_order_release);
  return where;
}

void log::write_in_extent(extent& where, std::span<frame_to_write> frames) {
  refuse_unless_writing();
  payload_codec const& codec = file_.codec();
  frame_keys const keys{file_.key(), 0};
  std::uint64_t begin = where.next;
  std::uint64_t next = begin;
  std::uint64_t total = 0;
  for (frame_to_write const& frame : frames)
    total += extent_room(frame.payload.size() + codec.overhead());
  bytes slice;
  slice.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(total, sum_piece)));
  auto const flush = [&] {
    // A failed write here is not poison: nothing refers to the extent yet.
    for (byte_view rest = slice; !rest.empty();) {
      byte_view const part = rest.first(std::min(rest.size(), sum_piece));
      file_.io().write(begin, part);
      all_waits_.store(true, std::memory_order_release);
      begin += part.size();
      rest = rest.subspan(part.size());
    }
    slice.clear();
  };
  for (frame_to_write& frame : frames) {
    HELIOS_EXPECTS(frame.type == frame_type::page || frame.type == frame_type::value);
    std::uint64_t const stored = frame.payload.size() + codec.overhead();
    if (stored > max_payload)
      throw error(errc::program_limit_exceeded, "a value would be longer than 1 GiB");
    std::uint64_t const taken = extent_room(stored);
    HELIOS_EXPECTS(taken <= where.end - next);
    if (!slice.empty() && slice.size() + taken > sum_piece) flush();
    std::size_t const at = slice.size();
    slice.resize(at + static_cast<std::size_t>(taken));
    frame.offset = next;
    lay_frame(frame, keys, epoch_, 0, 0, codec, slice.data() + at);
    next += taken;
    frame.next = {};
  }
  flush();
  where.next = next;
}

void log::sync() {
  std::scoped_lock const lock(sync_mutex_);
  refuse_unless_writing();
  sync_file();
}

void log::sync_file() {
  std::uint64_t const written = end();  // before: what is appended meanwhile may miss this sync
  try {
    if (deferred_) {
      all_waits_.store(true, std::memory_order_release);
    } else {
      sync_written(written);
    }
  } catch (...) {
    become(log_state::poisoned);
    throw;
  }
  synced_end_.store(written, std::memory_order_release);
  anchor_synced_ = true;
}

/// A commit waits for its frame alone: the durable mark at the front of the file would be another
/// block to write, each time.
void log::sync_written(std::uint64_t to) {
  bool const all = all_waits_.exchange(false, std::memory_order_acq_rel);
  if (!all && to - mark_synced_at_ < mark_lag)
    return file_.io().sync_range(synced_end(), to - synced_end());
  file_.io().sync();
  mark_synced_at_ = to;
}

void log::publish_durable(durable_mark const& mark) {
  std::scoped_lock const lock(sync_mutex_);
  refuse_unless_writing();
  HELIOS_EXPECTS(mark.end <= synced_end());
  if (mark.end < published_.end) return;  // a later leader was faster
  write_or_poison(durable_offset, encode(mark, file_.key()));
  published_ = mark;
}

void log::write_anchor(anchor a) {
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  refuse_unless_writing();
  a.clean = false;
  a.log_end = 0;
  put_anchor(a);
  sync_file();
}

void log::close(anchor a) {
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  refuse_unless_writing();
  sync_file();
  a.clean = true;
  a.log_end = synced_end();
  put_anchor(a);
  sync_file();
  become(log_state::closed);
}

/// Writes the next anchor. It is durable after the next sync.
void log::put_anchor(anchor a) {
  if (!anchor_synced_) sync_file();  // (J3)
  unsigned const slot = 1 - newest_.slot;
  a.sequence = newest_.value.sequence + 1;
  a.synced_end = synced_end();
  a.epoch_frame = epoch_frame_;
  HELIOS_EXPECTS(a.check() == 0);
  write_or_poison(anchor_offsets[slot], encode(a, file_.key(), slot));
  all_waits_.store(true, std::memory_order_release);
  newest_ = {a, slot};
  anchor_synced_ = false;
}

}  // namespace helios::storage
