// helios/history/impl/engine_checkpoint.ipp -- checkpoints: captured, written, anchored, swung.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_run.hpp>
#include <helios/storage/tree_diff.hpp>
#include <helios/storage/tree_walk.hpp>

#include <algorithm>
#include <limits>

namespace helios::history {

checkpoint_run::checkpoint_run(engine& of)
    : engine_(&of),
      registry_(*of.space_, microseconds{}),
      writer_(*of.log_, *of.space_, scn{}, of.extents()) {
  engine_->queue_.between_batches([this] {
    std::scoped_lock const hold(engine_->sequencer_, engine_->queue_.append_lock());
    // What waits for its sync may still fail: it belongs to the log behind the checkpoint.
    engine_->registry_.seal(engine_->durable_scn_);
    registry_ = engine_->registry_;
    engine_->queue_.forget_waiting(registry_);
    replay_ = engine_->log_->position();
    at_ = engine_->durable_scn_;
    auto const last = registry_.commit_at_or_before(at_);
    time_ = last ? last->time : microseconds{};
    for (auto const& [id, line] : engine_->lines_) {
      if (!line.head) continue;
      unchanged_[id] = line.image;
      bool const same = line.image.written && line.image.at == line.head->at() &&
                        !line.head->root().trees.ref.in_heap() &&
                        !line.head->root().shapes.ref.in_heap();
      if (!same) branches_.push_back({id, line.head, {}});
    }
  });
  for (captured const& c : branches_) {
    storage::each_tree(c.state->root(), *engine_->space_, [&](tree_id, storage::tree const& t) {
      writer_.expect(t, c.state->line().owner());
    });
  }
}

bool checkpoint_run::step(std::uint64_t budget) {
  if (!write_trees(budget) || !write_registry(budget)) return false;
  anchor();
  swing();
  // Its own pages are no reason for the next one.
  engine_->checkpoint_end_ = replay_.offset + writer_.written();
  return true;
}

bool checkpoint_run::write_trees(std::uint64_t& budget) {
  for (; next_ != branches_.size(); ++next_) {
    captured& c = branches_[next_];
    bool complete = true;
    storage::each_tree(c.state->root(), *engine_->space_, [&](tree_id, storage::tree const& t) {
      if (complete) complete = writer_.write(t, budget);
    });
    if (!complete) return false;
    c.image = write_directory(c.state->root());
  }
  return true;
}

/// The directory of a state whose trees are written, naming their pages, itself written.
storage::database_root checkpoint_run::write_directory(storage::database_root const& root) {
  storage::tree_space& space = *engine_->space_;
  storage::draft& d = drafts_.emplace_back(space, space.new_owner(), space.tick(), root);
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) {
    if (t.root().ref.in_heap()) {
      static_cast<void>(d.open(id));
      d.set_root(id, storage::page_writer::image_of(t.root()));
    }
  });
  storage::database_root const named = d.finish();
  std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
  static_cast<void>(writer_.write({named.trees, space.shapes().trees(), space.pages()}, unbounded));
  static_cast<void>(
      writer_.write({named.shapes, space.shapes().shapes(), space.pages()}, unbounded));
  return {storage::page_writer::image_of(named.trees),
          storage::page_writer::image_of(named.shapes)};
}

bool checkpoint_run::write_registry(std::uint64_t& budget) {
  storage::tree_space& space = *engine_->space_;
  constexpr std::uint64_t cost = 1024;  // of a commit: it takes as long as so many bytes of pages
  constexpr std::uint64_t most = 4096;
  bool const begins = registry_draft_ == nullptr;
  if (begins) {
    registry_draft_ =
        &drafts_.emplace_back(space, space.new_owner(), space.tick(), registry_.root());
  }
  for (bool first = begins; first || commits_to_ != at_; first = false) {
    if (budget == 0) return false;
    std::uint64_t const n = std::clamp<std::uint64_t>(budget / cost, 1, most);
    commits_to_ = registry_.write_commits(*registry_draft_, commits_to_, at_, n);
    budget -= std::min(budget, n * cost);
  }
  if (!registry_root_) gather_registry();
  bool complete = true;
  storage::each_tree(*registry_root_, space, [&](tree_id, storage::tree const& t) {
    if (complete) complete = writer_.write(t, budget);
  });
  if (!complete) return false;
  registry_image_ = write_directory(*registry_root_);
  writer_.flush();
  return true;
}

/// What the registry holds beside commits, put into its draft.
void checkpoint_run::gather_registry() {
  std::map<branch_id, branch_image> images;
  for (auto const& [id, info] : registry_.branches()) {
    // Those that did not move are where they were.
    auto const was = unchanged_.find(id);
    branch_image image{info, {}, info.forked_at, false};
    if (was != unchanged_.end())
      image = {info, was->second.root, was->second.at, was->second.written};
    images[id] = image;
  }
  for (captured const& c : branches_)
    images[c.id] = {registry_.branch(c.id), c.image, c.state->at(), true};
  registry_.write(*registry_draft_, images, engine_->last_checkpoint_, at_);
  registry_root_ = registry_draft_->finish();
}

void checkpoint_run::anchor() {
  storage::log& log = *engine_->log_;
  log.sync();
  detail::checkpoint_record const record{at_, replay_, time_, registry_image_};
  bytes const payload = detail::encode_checkpoint(record);
  storage::frame_to_write frame;
  frame.type = storage::frame_type::checkpoint;
  frame.scn = at_;
  frame.payload = payload;
  {
    std::lock_guard const append(engine_->queue_.append_lock());
    log.append({&frame, 1});
  }
  log.sync();
  storage::anchor a = log.newest_anchor();
  a.checkpoint = frame.offset;
  a.replay = replay_;
  a.scn = at_;
  {
    std::lock_guard const sequence(engine_->sequencer_);
    a.reserved.scn = engine_->reserved_from(engine_->last_scn_);
  }
  log.write_anchor(a);
  std::lock_guard const sequence(engine_->sequencer_);
  engine_->last_checkpoint_ = {at_, frame.offset};
}

void checkpoint_run::swing() {
  std::lock_guard const sequence(engine_->sequencer_);
  for (captured const& c : branches_) swing_branch(c);
  engine_->registry_.wrote(registry_image_, at_);
}

/// Puts a version over the branch's tip that has the same rows and reaches pages where the
/// checkpoint wrote some.
void checkpoint_run::swing_branch(captured const& c) {
  auto const found = engine_->lines_.find(c.id);
  if (found == engine_->lines_.end()) return;
  engine::branch_line& line = found->second;
  storage::tree_space& space = *engine_->space_;
  storage::owner_id const owner = line.line->owner();
  version_ptr const tip = line.tip;
  storage::database_root const& before = c.state->root();
  storage::swinger swing(owner);

  // Trees that did not change since the capture are in the file whole; the others are swung where
  // they share.
  storage::draft d(space, owner, space.tick(), c.image);
  std::map<tree_id, storage::tree> now;
  storage::each_tree(tip->root(), space,
                     [&](tree_id id, storage::tree const& t) { now.emplace(id, t); });
  storage::each_tree(before, space, [&](tree_id id, storage::tree const&) {
    if (!now.contains(id)) d.drop(id);
  });
  for (auto const& [id, t] : now) {
    auto const was = storage::open_tree(before, id, space);
    if (was && was->root() == t.root() && was->form().fingerprint() == t.form().fingerprint()) {
      swing.let_go(t.root().ref);
      continue;
    }
    if (!was) {
      d.create(id, t.form());
    } else if (was->form().fingerprint() != t.form().fingerprint()) {
      d.reshape(id, t.form());
    }
    static_cast<void>(d.open(id));
    d.set_root(id, swing.swing(t.root()));
  }
  swing.let_go(tip->root().trees.ref);
  swing.let_go(tip->root().shapes.ref);
  storage::database_root const root = d.finish();
  static_cast<void>(d.keep());
  bool const settled = line.head == tip;
  std::vector<version_ptr> holds;
  if (swing.reaches_foreign()) holds = tip->holds();
  line.tip = line.line->publish(root, tip->at(), std::move(swing.unreached()), std::move(holds));
  if (settled) line.head = line.tip;
  line.image = {engine_->registry_.branch(c.id), c.image, c.state->at(), true};
}

storage::page_writer::reserve_function engine::extents() {
  return [this](std::uint64_t length) {
    std::lock_guard const append(queue_.append_lock());
    return log_->reserve_extent(length);
  };
}

void engine::upkeep() {
  std::uint64_t log_since = options_.checkpoint_bytes;
  if (space_->pool().used() > options_.memory_limit) {
    // Nodes that a checkpoint wrote leave memory; a little log has to have come for it to be worth
    // it.
    trim_cache();
    log_since /= 16;
  }
  if (log_->end() < checkpoint_end_.load() + log_since) return;
  std::unique_lock const one(checkpoint_lock_, std::try_to_lock);
  if (!one.owns_lock()) return;
  try {
    if (!run_) run_ = std::make_unique<checkpoint_run>(*this);
    if (run_->step(options_.checkpoint_slice)) {
      run_.reset();
      checkpoints_.fetch_add(1, std::memory_order_relaxed);
    }
  } catch (std::exception const&) {
    // The commit that came here is durable and must not be told that it failed. A checkpoint begins
    // anew after as much log again; what stops this one meets checkpoint() and close() too, and a
    // poisoned log the next commit.
    run_.reset();
    checkpoint_end_ = log_->end();
  }
}

void engine::checkpoint() {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  write_checkpoint();
}

void engine::write_checkpoint() {
  std::lock_guard const one(checkpoint_lock_);
  // One that is under way lacks what was committed since it began: it is given up, the pages that
  // it wrote are used by the next.
  run_.reset();
  checkpoint_run run(*this);
  while (!run.step(std::numeric_limits<std::uint64_t>::max())) {
  }
  checkpoints_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace helios::history
