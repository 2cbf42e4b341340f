// helios/storage/page_writer.hpp -- writing tree nodes to the file: what a checkpoint and a bulk
// load do.
//
// Shape     nodes go bottom-up into extents, each once; a node that was written has its page as its
//           twin (node.hpp). A heap leaf becomes one page: its cold and hot deltas merged into one
//           inline run over its base's page.
// Holds     (W1) a twin is set only when its page's bytes are on their way into an extent; when the
//                extent cannot be had, the twins of what was not written are taken back
// Threads   one at a time; `reserve` is called to get extents (it takes the log's mutex)
// Errors    53100, 58030 from the log
// Cost      a page per changed node; slices of the caller's size, so that commits do not wait long
#pragma once

#include <helios/storage/log.hpp>
#include <helios/storage/tree.hpp>
#include <helios/storage/tree_space.hpp>
#include <helios/storage/value_mover.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace helios::storage {

/// What a writer that copies has written: where each node's page is in the new file. Pages are
/// known for good; nodes in memory by their address, so only while they are held.
class page_moves {
 public:
  /// `values`: moves the long values that the pages refer to.
  explicit page_moves(value_mover& values) noexcept : values_(&values) {}

  [[nodiscard]] value_mover& values() const noexcept { return *values_; }
  [[nodiscard]] std::optional<node_ref> find(node_ref from) const {
    auto const& in = from.in_file() ? pages_ : nodes_;
    auto const at = in.find(from.word());
    return at == in.end() ? std::nullopt : std::optional(node_ref(at->second));
  }
  void set(node_ref from, node_ref to) {
    (from.in_file() ? pages_ : nodes_).insert_or_assign(from.word(), to.word());
  }
  void forget(node_ref from) noexcept { (from.in_file() ? pages_ : nodes_).erase(from.word()); }
  /// The nodes in memory that were copied are about to go.
  void forget_nodes() noexcept { nodes_.clear(); }

 private:
  value_mover* values_;
  std::unordered_map<std::uint64_t, std::uint64_t> pages_;
  std::unordered_map<std::uint64_t, std::uint64_t> nodes_;
};

class page_writer {
 public:
  using reserve_function = std::function<extent(std::uint64_t)>;

  /// `moves`: copies trees from another file. Every node below a root is written, those in that
  /// file's pages too, and none of them is touched: what was written is remembered there.
  page_writer(log& to, tree_space& space, scn at, reserve_function reserve,
              page_moves* moves = nullptr)
      : log_(&to), space_(&space), at_(at), reserve_(std::move(reserve)), moves_(moves) {}
  page_writer(page_writer const&) = delete;
  page_writer& operator=(page_writer const&) = delete;
  /// Takes back the twins of what was not flushed. Requires that the nodes written are still there.
  ~page_writer() { take_back(); }

  /// Foresees the nodes of a tree that one owner made and that have no page yet. Extents are
  /// reserved in steps of up to 4 MiB: the better it is known what comes, the less of the last is
  /// left over.
  HELIOS_DECL void expect(tree const& t, owner_id owner);
  /// Writes nodes of the tree that have no page yet, until about `budget` bytes are written.
  /// True: all are written (but for flush()); the tree's image in the file is image_of(tree).
  [[nodiscard]] HELIOS_DECL bool write(tree const& t, std::uint64_t& budget);
  /// Writes leaves of a tree, and what they stand on that has no page yet, but no inner nodes.
  HELIOS_DECL void write_leaves(std::span<node_ref const> leaves, shape const& form);
  /// Hands everything to the file. It is not synced.
  HELIOS_DECL void flush();

  /// Copies one page and what is below it, and returns where it is then.
  [[nodiscard]] HELIOS_DECL node_ref copy(node_ref page);
  /// The root of a tree that was copied, by its pages in the new file.
  [[nodiscard]] tree_root copy_of(tree_root const& root) const {
    return {root.empty() ? node_ref() : *page_of(root.ref), root.rows, root.height};
  }
  /// The root of a written tree by its pages. Requires that write() returned true for it.
  [[nodiscard]] static tree_root image_of(tree_root const& root) noexcept {
    return {node_ref(root.empty() ? 0 : identity(root.ref)), root.rows, root.height};
  }
  /// Bytes handed to the file so far, frame headers and padding included.
  [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

 private:
  [[nodiscard]] HELIOS_DECL bool write_node(node_ref at, shape const& form, std::uint64_t& budget,
                                            node_prefix const* above = nullptr);
  /// The page of a node that has been written; nothing: it has to be.
  [[nodiscard]] HELIOS_DECL std::optional<node_ref> page_of(node_ref node) const;
  HELIOS_DECL void set_page(node_ref of, node_ref page);
  HELIOS_DECL void share_page(node_ref of, node_ref page);
  /// Takes `image` into the next page, without a copy: it stays as it is until flush().
  HELIOS_DECL void put(node_ref of, byte_view image, bytes lies_in = {});
  void put_copy(node_ref of, bytes image) {
    byte_view const view = image;
    put(of, view, std::move(image));
  }
  [[nodiscard]] HELIOS_DECL std::uint64_t room_of(node_ref node) const;
  HELIOS_DECL void take_back() noexcept;
  HELIOS_DECL void drop_images() noexcept;
  HELIOS_DECL void move_values(std::byte const* run, std::byte* image);
  HELIOS_DECL void put_run(node_ref of, byte_view payload, bool names_roots);
  HELIOS_DECL void put_inner(node_ref of, byte_view payload);
  HELIOS_DECL void put_leaf(node_ref of, shape const& form);
  HELIOS_DECL void put_page_leaf(node_ref of, byte_view payload);

  log* log_;
  tree_space* space_;
  scn at_;
  std::uint64_t expected_ = 0;  // to be written, all told, as far as that is known
  reserve_function reserve_;
  page_moves* moves_;
  extent extent_{};
  std::uint64_t next_ = 0;  // where the next header will go
  std::uint64_t written_ = 0;
  std::vector<byte_view> images_;  // of pages that were not flushed yet
  std::deque<bytes> copies_;       // what some of them lie in
  std::vector<node_ref> nodes_;    // of the images, and leaves that share theirs
};

/// Swings references below published roots from heap nodes that have pages to those pages.
/// Requires the pages to be durable.
class swinger {
 public:
  explicit swinger(owner_id owner) noexcept : owner_(owner) {}
  /// Returns the root, swung.
  [[nodiscard]] HELIOS_DECL tree_root swing(tree_root const& root);
  /// A subtree is reached no more, because the file has it.
  HELIOS_DECL void let_go(node_ref subtree);
  /// The owner's heap nodes that are thereby no longer reached.
  [[nodiscard]] std::vector<node_ref>& unreached() noexcept { return unreached_; }
  /// Whether a heap node of another owner is still reached: a cold run that a changed leaf shares.
  [[nodiscard]] bool reaches_foreign() const noexcept { return foreign_; }

 private:
  HELIOS_DECL void below(node_ref at);
  owner_id owner_;
  std::vector<node_ref> unreached_;
  bool foreign_ = false;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/page_writer.ipp>
#endif
