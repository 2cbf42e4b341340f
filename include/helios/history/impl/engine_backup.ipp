// helios/history/impl/engine_backup.ipp -- copying the file while it is in use, and saying where
// its bytes are.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/storage/value_refs.hpp>

#include <set>

namespace helios::history {

void engine::backup(std::string const& path,
                    std::function<bool(std::uint64_t, std::uint64_t)> const& progress) {
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

namespace detail {

/// Adds the bytes of the pages below a node, and of the values they refer to, that are not in
/// `seen` yet.
inline void count_pages(storage::node_ref at, storage::tree_space& space,
                        std::set<std::uint64_t>& seen, std::uint64_t& sum) {
  using namespace storage;
  if (at.empty() || (at.in_file() && !seen.insert(at.offset()).second)) return;
  node_pin const node = fetch(at, space.pages());
  node_prefix const p = node.prefix();
  if (at.in_file()) sum += extent_room(p.bytes);
  auto const count_value = [&](std::byte const* place) {
    auto const ref = load<value_ref>(place);
    if (seen.insert(ref.offset + ref.begin).second) sum += ref.length;
  };
  auto const count_values = [&](run_view const& run) {
    each_value_ref(run, [&](std::size_t place) { count_value(run.block() + place); });
  };
  switch (p.kind) {
    case node_kind::inner: {
      inner_view const inner(node.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        count_pages(inner.child(i), space, seen, sum);
      break;
    }
    case node_kind::leaf: {
      count_pages(load_ref(node.data + leaf_base_at), space, seen, sum);
      count_pages(load_ref(node.data + leaf_cold_at), space, seen, sum);
      auto const header = load<leaf_header>(node.data + leaf_header_at);
      if (header.inline_cold != 0) count_values(run_view(node.data + header.inline_cold));
      for (std::uint32_t i = 0; i != header.hot_count; ++i) {
        byte_view const image = hot_image(node.data, i);
        each_value_ref(row_view(*header.hot_shape, image),
                       [&](std::size_t place) { count_value(image.data() + place); });
      }
      break;
    }
    case node_kind::run: count_values(run_view(node.data)); break;
  }
}

}  // namespace detail

storage_report engine::report() {
  storage_report r;
  std::vector<version_ptr> heads;
  {
    std::lock_guard const sequence(sequencer_);
    for (auto const& [id, b] : lines_) heads.push_back(b.head);
    r.commits = raw(durable_scn_);
    r.branches = lines_.size();
    std::uint64_t const end = options_.read_only ? log_->read_durable().end : log_->end();
    r.file_bytes = end - log_->source().header().shift;
    r.log_bytes = end - std::min(end, checkpoint_end_.load());
  }
  std::set<std::uint64_t> seen;
  for (version_ptr const& v : heads) {
    detail::count_pages(v->root().trees.ref, *space_, seen, r.live_bytes);
    detail::count_pages(v->root().shapes.ref, *space_, seen, r.live_bytes);
    storage::each_tree(v->root(), *space_, [&](tree_id, storage::tree const& t) {
      detail::count_pages(t.root().ref, *space_, seen, r.live_bytes);
    });
  }
  r.history_bytes = r.file_bytes - std::min(r.file_bytes, r.live_bytes);
  r.heap_bytes = space_->pool().used();
  return r;
}

}  // namespace helios::history
