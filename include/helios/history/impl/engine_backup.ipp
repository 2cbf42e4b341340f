// helios/history/impl/engine_backup.ipp -- copying the file while it is in use.
#pragma once

#include <helios/history/engine.hpp>

namespace helios::history {

void engine::backup(std::string const& path,
                    callback<bool(std::uint64_t, std::uint64_t)> const& progress) {
  using namespace storage;
  std::shared_ptr<log> held;
  // The front pages and the durable end belong together: an anchor written later may name pages
  // past this end.
  bytes front(log_begin);
  durable_mark mark;
  queue_.between_batches([&] {
    std::scoped_lock const hold(sequencer_, queue_.append_lock());
    held = log_;
    if (options_.read_only) {
      mark = log_->read_durable();
    } else {
      log_->sync();
      mark = {log_->synced_end(), durable_scn_};
    }
    if (held->source().io().read(0, front) != front.size()) {
      throw error(errc::data_corrupted,
                  "\"" + held->source().path() + "\" is shorter than its first pages");
    }
  });
  frame_file& from = held->source();
  for (unsigned slot = 0; slot != 2; ++slot) {
    auto const page = helios::load<page_image>(front.data() + anchor_offsets[slot]);
    // A follower may find one that is newer than the mark it read.
    if (auto const a = decode_anchor(page, from.key(), slot))
      mark.end = std::max(mark.end, a->synced_end);
  }
  std::uint64_t const shift = from.header().shift;
  durable_image const durable = encode(mark, from.key());
  std::copy(durable.begin(), durable.end(), front.begin() + durable_offset);

  std::unique_ptr<storage::file> const to = world_->open(path, open_mode::create);
  to->reserve(mark.end - shift);
  bytes piece(std::size_t{1} << 20);
  for (std::uint64_t at = from.first(); at < mark.end;) {
    std::size_t const wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), mark.end - at));
    std::size_t const got = from.io().read(at, std::span(piece).first(wanted));
    if (got == 0)
      throw error(errc::data_corrupted, "\"" + from.path() + "\" ends before its durable end");
    to->write(at - shift, byte_view(piece).first(got));
    at += got;
    if (progress && !progress(at - shift, mark.end - shift)) {
      world_->remove(path);
      throw error(errc::query_canceled, "the backup was canceled")
          .detail("\"" + path + "\" was removed again.");
    }
  }
  // The first pages come last: until then the copy is no database.
  to->write(0, front);
  to->sync();
  world_->sync_directory(path);
}

}  // namespace helios::history
