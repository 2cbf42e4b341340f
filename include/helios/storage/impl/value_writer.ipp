// helios/storage/impl/value_writer.ipp -- values into frames, references into rows.
#pragma once

#include <helios/storage/value_writer.hpp>

#include <helios/base/assert.hpp>

#include <array>

namespace helios::storage {

namespace detail {

/// Of a frame that several values share: what is read to get at one of them.
inline constexpr std::size_t shared_frame = std::size_t{16} << 10;

[[nodiscard]] inline bool is_long(cell const& c) noexcept {
  return !c.out_of_line && c.data.size() > longest_inline_value;
}

/// Whether a row has a value to be placed out of line.
[[nodiscard]] inline bool has_long_value(row_view const& row) noexcept {
  shape const& form = row.form();
  if (row.image().size() <= form.fixed_size() + std::size_t{longest_inline_value}) return false;
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    if (form.columns()[i].type == physical_type::bytes && is_long(row.at(i))) return true;
  }
  return false;
}

}  // namespace detail

byte_view value_writer::place(shape const& form, byte_view image, arena& in) {
  row_view const row(form, image);
  if (!detail::has_long_value(row)) return as_bytes(in.copy(as_text(image)));
  constexpr std::array<std::byte, sizeof(value_ref)> unknown{};
  row_builder b(form);
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    bool const out = form.columns()[i].type == physical_type::bytes && detail::is_long(row.at(i));
    b.add(out ? cell{unknown, false, true} : row.at(i));
  }
  byte_view const placed = as_bytes(in.copy(as_text(b.image())));
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    if (form.columns()[i].type != physical_type::bytes || !detail::is_long(row.at(i))) continue;
    // The arena's bytes are ours to write.
    put(row.at(i).data, const_cast<std::byte*>(row_view(form, placed).at(i).data.data()));
  }
  return placed;
}

void value_writer::put(byte_view value, std::byte* to) {
  HELIOS_EXPECTS(value.size() > longest_inline_value);
  if (value.size() > sum_piece) return put_in_extent(value, to);
  if (gathered_.size() + value.size() > sum_piece) flush();
  value_ref const ref{0, static_cast<std::uint32_t>(gathered_.size()),
                      static_cast<std::uint32_t>(value.size()), payload_sum(value)};
  gathered_.insert(gathered_.end(), value.begin(), value.end());
  waiting_.push_back({to, ref});
}

void value_writer::flush() {
  if (waiting_.empty()) return;
  std::vector<frame_to_write> frames;
  std::vector<std::size_t> frame_of(waiting_.size());
  std::size_t begin = 0;  // of the frame at hand, in gathered_
  for (std::size_t i = 0; i != waiting_.size(); ++i) {
    std::size_t const end = std::size_t{waiting_[i].ref.begin} + waiting_[i].ref.length;
    if (frames.empty() || end - begin > detail::shared_frame) {
      begin = waiting_[i].ref.begin;
      frames.push_back({.type = frame_type::value});
    }
    frames.back().payload = byte_view(gathered_).subspan(begin, end - begin);
    frame_of[i] = frames.size() - 1;
  }
  with_log_([&](log& to, std::mutex& lock) {
    std::lock_guard const append(lock);
    to.append(frames);
  });
  for (std::size_t i = 0; i != waiting_.size(); ++i) {
    frame_to_write const& frame = frames[frame_of[i]];
    value_ref ref = waiting_[i].ref;
    ref.offset = frame.payload_offset();
    ref.begin -= static_cast<std::uint32_t>(frame.payload.data() - gathered_.data());
    store(waiting_[i].to, ref);
  }
  forget();
}

void value_writer::put_in_extent(byte_view value, std::byte* to) {
  frame_to_write frame{.type = frame_type::value, .payload = value};
  unsynced_ = true;
  with_log_([&](log& in, std::mutex& lock) {
    std::uint64_t const stored = value.size() + in.source().codec().overhead();
    if (stored > max_payload)
      throw error(errc::program_limit_exceeded, "a value would be longer than 1 GiB");
    extent where;
    {
      std::lock_guard const append(lock);
      where = in.reserve_extent(extent_room(stored));
    }
    in.write_in_extent(where, {&frame, 1});
  });
  store(to, value_ref{frame.payload_offset(), 0, static_cast<std::uint32_t>(value.size()),
                      payload_sum(value)});
}

void value_writer::settle() {
  flush();
  if (!unsynced_) return;
  with_log_([](log& in, std::mutex&) { in.sync(); });
  unsynced_ = false;
}

}  // namespace helios::storage
