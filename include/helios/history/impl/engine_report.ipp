// helios/history/impl/engine_report.ipp -- where a database's bytes are.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_record.hpp>
#include <helios/storage/late_node.hpp>
#include <helios/storage/value_refs.hpp>

#include <algorithm>
#include <set>

namespace helios::history {

namespace detail {

/// Bytes of pages and of the values they refer to, each counted where it is first met.
class page_count {
 public:
  explicit page_count(storage::tree_space& space) noexcept : space_(&space) {}

  /// The bytes of what is below a node and has not been counted.
  std::uint64_t add(storage::node_ref at) {
    std::uint64_t const before = sum_;
    below(at);
    return sum_ - before;
  }
  std::uint64_t add(storage::database_root const& root) {
    std::uint64_t const before = sum_;
    below(root.trees.ref);
    below(root.shapes.ref);
    storage::each_tree(root, *space_,
                       [&](tree_id, storage::tree const& t) { below(t.root().ref); });
    return sum_ - before;
  }
  /// Without the values.
  [[nodiscard]] std::uint64_t in_pages() const noexcept { return sum_ - values_; }

 private:
  void below(storage::node_ref at, storage::node_prefix const* above = nullptr) {
    using namespace storage;
    if (at.empty() || (at.in_file() && !seen_.insert(at.offset()).second)) return;
    node_pin const node = fetch(at, space_->pages());
    node_prefix const p = node.prefix();
    if (above != nullptr && !may_stand_below(*above, p)) throw_misplaced(at);
    if (at.in_file()) sum_ += extent_room(p.bytes);
    switch (p.kind) {
      case node_kind::inner: {
        inner_view const inner(node.data);
        for (std::uint32_t i = 0; i != inner.count(); ++i) below(inner.child(i), &p);
        break;
      }
      case node_kind::leaf: {
        below(load_ref(node.data + leaf_base_at), &p);
        below(load_ref(node.data + leaf_cold_at));  // in memory alone
        auto const header = load<leaf_header>(node.data + leaf_header_at);
        if (header.inline_cold != 0) add_values(run_view(node.data + header.inline_cold));
        for (std::uint32_t i = 0; i != header.hot_count; ++i) {
          byte_view const image = hot_image(node.data, i);
          if (image.empty()) continue;  // an erased row has none
          each_value_ref(row_view(*header.hot_shape, image),
                         [&](std::size_t place) { add_value(image.data() + place); });
        }
        break;
      }
      case node_kind::run: add_values(run_view(node.data)); break;
      case node_kind::late: below(made_leaf(at)); break;
    }
  }
  void add_values(storage::run_view const& run) {
    storage::each_value_ref(run, [&](std::size_t place) { add_value(run.block() + place); });
  }
  void add_value(std::byte const* place) {
    auto const ref = load<storage::value_ref>(place);
    if (!seen_.insert(ref.offset + ref.begin).second) return;
    sum_ += ref.length;
    values_ += ref.length;
  }

  storage::tree_space* space_;
  std::set<std::uint64_t> seen_;
  std::uint64_t sum_ = 0, values_ = 0;
};

/// Whether an extent was made for a long value. Such a one is history even where only commits refer
/// to it.
[[nodiscard]] inline bool holds_value(storage::frame_file& file, std::uint64_t extent) {
  std::uint64_t const first =
      align_up(extent + 2 * storage::frame_header_bytes, storage::page_alignment) -
      storage::frame_header_bytes;
  auto const header = file.header_at(first, {.file = file.key(), .epoch = 0});
  return header && header->type == storage::frame_type::value;
}

}  // namespace detail

storage_report engine::report() {
  storage_report r;
  std::vector<version_ptr> heads;
  std::shared_ptr<storage::open_file> file;
  std::uint64_t end = 0;
  {
    std::lock_guard const sequence(sequencer_);
    file = file_;
    for (auto const& [id, b] : lines_) heads.push_back(b.head);
    r.commits = raw(durable_scn_);
    r.branches = lines_.size();
    end = options_.read_only ? log_->known_durable() : log_->end();
    r.file_bytes = end - log_->source().header().shift;
    r.log_bytes = end - std::min(end, checkpoint_end_.load());
  }
  detail::page_count pages(*space_);
  for (version_ptr const& v : heads) r.live_bytes += pages.add(v->root());

  // Extents, and what checkpoints and bulk loads refer to in them: the log holds both.
  storage::log& log = file->log();
  std::uint64_t extents = 0;
  storage::log_reader reader = log.read({log.source().first(), 0, 0, 0}, end);
  while (auto const frame = reader.next()) {
    if (frame->header.type == storage::frame_type::extent) {
      if (detail::holds_value(log.source(), frame->offset)) continue;
      extents += storage::frame_header_bytes + frame->header.length;
    } else if (frame->header.type == storage::frame_type::checkpoint) {
      std::map<branch_id, branch_image> images;
      detail::checkpoint_record const c = detail::read_checkpoint(log, frame->offset);
      registry const then(*space_, c.registry, images);
      pages.add(c.registry);
      for (auto const& [id, image] : images) pages.add(image.root);
      for (auto const& [state, root] : then.kept()) pages.add(root);
    } else if (frame->header.type == storage::frame_type::commit) {
      for (storage::splice const& s : storage::decode_commit(frame->payload).splices) {
        for (storage::splice::leaf const& l : s.leaves) pages.add(storage::node_ref::file(l.page));
      }
    }
  }
  if (reader.position().offset != end)
    throw storage::damaged(log.source().path(), reader.position().offset, "The log is broken.");
  r.garbage_bytes = extents - std::min(extents, pages.in_pages());
  r.history_bytes = r.file_bytes - std::min(r.file_bytes, r.live_bytes + r.garbage_bytes);
  r.heap_bytes = space_->pool().used();
  return r;
}

}  // namespace helios::history
