// helios/storage/impl/log_open.ipp -- creation, opening, and the end of recovery.
#pragma once

#include <helios/storage/log.hpp>

#include <helios/base/assert.hpp>
#include <helios/storage/log_tail.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace helios::storage {

namespace log_detail {

/// Opens `path`, takes the writer's lock where `mode` writes, and makes sure that the path still
/// names what was opened: between the two somebody may have renamed another file over it.
[[nodiscard]] inline std::unique_ptr<file> open_locked(vfs& world, std::string const& path,
                                                       open_mode mode) {
  for (int attempt = 0; attempt != 8; ++attempt) {
    auto handle = world.open(path, mode);
    if (mode != open_mode::read_only && !handle->try_lock())
      throw error(errc::lock_not_available, '"' + path + "\" is being written by another process")
          .detail("One process at a time opens a database for writing.")
          .hint(
              "Open it read-only, or, if this process has it open already, use connect() on that "
              "database.");
    if (world.identify(path) == handle->identity()) return handle;
    if (mode == open_mode::create) mode = open_mode::read_write;
  }
  throw error(errc::object_in_use, '"' + path + "\" is being replaced again and again")
      .hint("Try again when the program that renames it has finished.");
}

/// The header that fills a page, sums and all.
[[nodiscard]] inline std::optional<file_header> whole_header(page_image const& front) {
  file_header header;
  header.id = load<file_id>(front.data() + 24);
  header.created = load<microseconds>(front.data() + 40);
  header.shift = load<std::uint64_t>(front.data() + 48);
  if (front != encode(header)) return std::nullopt;
  return header;
}

/// Creation makes the file long, syncs, writes the header page, syncs, writes the first anchor,
/// syncs, and only then frames. While there has never been a frame the file may be made anew,
/// whatever power loss left of its pages; but one that holds something and ends within its first
/// pages was cut off later.
[[nodiscard]] inline bool is_unfinished(file& f, log_options const& options) {
  constexpr page_image zeros{};
  auto const all_zero = [&](std::uint64_t from, std::uint64_t to) {
    for (; from < to; from += page_bytes)
      if (read_page(f, from) != zeros) return false;
    return true;
  };
  std::uint64_t const size = f.size();
  if (size < log_begin) return all_zero(0, size);
  if (size > log_begin + options.last_step || !all_zero(log_begin, size)) return false;

  page_image const front = read_page(f, 0);
  if (auto const header = whole_header(front))
    return !decode_anchor(read_page(f, anchor_offsets[0]), header->key(), 0) &&
           !decode_anchor(read_page(f, anchor_offsets[1]), header->key(), 1);
  file_header written;
  written.id = load<file_id>(front.data() + 24);
  written.created = load<microseconds>(front.data() + 40);
  written.shift = load<std::uint64_t>(front.data() + 48);
  page_image const whole = encode(written);
  // The header was being written: nothing follows it, and each of its sectors is there or zero.
  for (std::size_t at = 0; at != page_bytes; at += sector_bytes) {
    bool const is_zero =
        std::equal(front.begin() + at, front.begin() + at + sector_bytes, zeros.begin());
    bool const is_there =
        std::equal(front.begin() + at, front.begin() + at + sector_bytes, whole.begin() + at);
    bool const is_sum = at + sector_bytes == page_bytes;  // sums an id that may be lost
    if (!is_zero && !is_there && !is_sum) return false;
  }
  return all_zero(page_bytes, log_begin);
}

}  // namespace log_detail

bool log::is_creatable(vfs& world, std::string const& path, log_options const& options) {
  if (!world.identify(path)) return true;
  return log_detail::is_unfinished(*world.open(path, open_mode::read_only), options);
}

std::unique_ptr<log> log::create(vfs& world, std::string path, log_options const& options) {
  bool const exists = world.identify(path).has_value();
  auto handle =
      log_detail::open_locked(world, path, exists ? open_mode::read_write : open_mode::create);
  if (exists && !log_detail::is_unfinished(*handle, options))
    throw error(errc::io_error, '"' + path + "\" exists already")
        .detail("A database is created in a new or empty file.")
        .hint("Open it, or choose another path.");

  // A header that stands is kept: another one over it, cut short, would be followed by what the
  // first creation left, and then this could not be told from a damaged database.
  auto const standing = exists ? log_detail::whole_header(read_page(*handle, 0)) : std::nullopt;
  file_header header = standing.value_or(file_header{});
  if (!standing) {
    world.random(header.id);
    header.created = world.now();
  }
  return begin(world, std::move(handle), std::move(path), header, options);
}

std::unique_ptr<log> log::create_after(vfs& world, std::string path, log& before,
                                       log_options const& options) {
  before.refuse_unless_writing();
  file_header header = before.source().header();
  header.shift = align_up(before.end() - log_begin, page_bytes);
  auto handle = log_detail::open_locked(world, path, open_mode::create);
  return begin(world, std::move(handle), std::move(path), header, options);
}

/// Creation from a locked file that holds nothing, or what an earlier creation of it left.
std::unique_ptr<log> log::begin(vfs& world, std::unique_ptr<file> handle, std::string path,
                                file_header const& header, log_options const& options) {
  std::uint64_t const key = header.key();
  handle->reserve(log_begin + options.first_step);
  handle->sync();  // see is_unfinished
  handle->write(0, encode(header));
  handle->sync();
  handle->write(durable_offset, encode(durable_mark{header.first(), scn{}}, key));
  anchor first;
  first.sequence = 1;
  first.replay.offset = header.first();
  first.synced_end = header.first();
  handle->write(anchor_offsets[0], encode(first, key, 0));
  handle->sync();
  world.sync_directory(path);
  return std::make_unique<log>(maker(), world, std::move(handle), std::move(path),
                               log_state::recovering, options);
}

std::unique_ptr<log> log::open(vfs& world, std::string path, open_mode mode,
                               log_options const& options) {
  HELIOS_EXPECTS(mode != open_mode::create);
  auto handle = log_detail::open_locked(world, path, mode);
  if (log_detail::is_unfinished(*handle, options))
    throw error(errc::io_error, '"' + path + "\" is empty")
        .detail(handle->size() == 0 ? "It has no bytes."
                                    : "Its creation was cut short before it held anything.")
        .hint("Create the database in it, or remove it.");
  auto const state = mode == open_mode::read_only ? log_state::reading : log_state::recovering;
  return std::make_unique<log>(maker(), world, std::move(handle), std::move(path), state, options);
}

log::log(maker, vfs& world, std::unique_ptr<file> handle, std::string path, log_state state,
         log_options const& options)
    : world_(&world),
      file_(std::move(handle), std::move(path)),
      epochs_(file_),
      options_(options),
      state_(state),
      end_(file_.first()),
      synced_end_(file_.first()) {
  refresh_anchor();
}

void log::resume(log_reader const& replayed, microseconds clock) {
  HELIOS_EXPECTS(state() == log_state::recovering);
  HELIOS_EXPECTS(replayed.reason() == log_stop::end || replayed.reason() == log_stop::torn);
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  position_ = replayed.position();
  std::uint64_t known = newest_.value.synced_end;
  if (auto const mark = file_.read_durable()) known = std::max(known, mark->end);
  bool const closed_here = newest_.value.clean && newest_.value.log_end == position_.offset &&
                           known == position_.offset && replayed.reason() == log_stop::end;
  if (!closed_here) check_tail(file_, position_, known);

  epoch_frame_ = replayed.epoch_frame() != 0 ? replayed.epoch_frame() : newest_.value.epoch_frame;
  epochs_.set_newest(epoch_frame_);
  if (position_.epoch != 0) {
    auto const current = epochs_.find(position_.epoch);
    if (!current || current->offset != epoch_frame_ || current->salt != position_.salt)
      throw damaged(file_.path(), epoch_frame_,
                    "The anchor and the epoch frame contradict each other.");
  }

  end_ = position_.offset;
  if (file_.io().size() < end_) file_.io().reserve(end_);  // the last frame's padding was cut off
  reserved_ = file_.io().size();
  rewrite_unsynced(std::max(known, replayed.synced_to()), position_.offset,
                   replayed.unsynced_extents());
  open_epoch(epoch_frame_, clock);
  become(log_state::writing);
}

void log::rewrite_unsynced(std::uint64_t from, std::uint64_t to, std::span<byte_range const> but) {
  // After a failed sync the system shows bytes that it will never write. Writing them again makes
  // it try.
  bytes slice(
      static_cast<std::size_t>(std::min<std::uint64_t>(to - std::min(from, to), sum_piece)));
  auto const again = [&](std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
      auto const part = std::span(slice).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(end - begin, slice.size())));
      if (file_.io().read(begin, part) != part.size())
        throw damaged(file_.path(), begin, "The file became shorter while it was being recovered.");
      write_or_poison(begin, part);
      begin += part.size();
    }
  };
  bool const any = from < to;
  for (byte_range const& hole : but) {
    again(from, std::min(hole.begin, to));
    from = std::max(from, hole.end);
  }
  again(from, to);
  if (any) sync_file();
  synced_end_ = to;
}

void log::open_epoch(std::uint64_t previous, microseconds clock) {
  epoch_record record;
  record.number = position_.epoch + 1;
  if (record.number == 0)
    throw error(errc::program_limit_exceeded,
                '"' + file_.path() + "\" has been opened for writing too often")
        .hint("VACUUM writes a new file.");
  std::array<std::byte, sizeof record.salt> salt;
  world_->random(salt);
  record.salt = load<std::uint64_t>(salt.data());
  record.clock = clock;
  record.wall = world_->now();
  record.previous = previous;
  // No newer than the newest epoch, which resume() found: it is there, or the chain is broken.
  if (std::uint32_t const far = record.number & (record.number - 1); far != 0)
    record.skip = epochs_.find(far)->offset;

  auto const payload = encode(record);
  frame_to_write frame{.type = frame_type::epoch, .payload = payload};
  append_laid({&frame, 1}, room::emergency);
  position_.epoch = record.number;
  position_.salt = record.salt;
  epoch_ = record.number;
  epoch_frame_ = frame.offset;
  epochs_.set_newest(epoch_frame_);
  // An anchor that calls the epoch frame synced must not reach the disk before it. It need not
  // have got there itself when appending begins: without it the one before leads to this epoch.
  sync_file();
  anchor a = newest_.value;
  a.clean = false;
  a.log_end = 0;
  put_anchor(a);
}

}  // namespace helios::storage
