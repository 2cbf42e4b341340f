// helios/history/impl/transaction.ipp -- operations gathered, applied when read, sorted when
// committed.
#pragma once

#include <helios/history/transaction.hpp>

#include <algorithm>
#include <limits>

namespace helios::history {

transaction::transaction(std::shared_ptr<engine> in, branch_id branch)
    : transaction(in, branch, in->head(branch)) {}

transaction::transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base)
    : engine_(std::move(in)), branch_(branch), base_(std::move(base)), values_(engine_->values()) {
  // A draft of its own owner: what it makes is never published, the commit applies the operations
  // to the tip.
  storage::tree_space& space = engine_->space();
  draft_ = std::make_unique<storage::draft>(space, space.new_owner(), space.tick(), base_->root());
}

void transaction::refuse_if_ended() const {
  if (ended()) throw error(errc::in_failed_sql_transaction, "the transaction has ended");
}

transaction_id transaction::id() {
  if (!id_) {
    refuse_if_ended();
    id_ = engine_->new_transaction();
  }
  return *id_;
}

byte_view transaction::keep(byte_view data) { return as_bytes(kept_.copy(as_text(data))); }

bool transaction::has(tree_id id) {
  refuse_if_ended();
  return draft_->has(id);
}

written_rows* transaction::find_waiting(tree_id id) {
  auto const at = written_.find(id);
  return at != written_.end() && at->second.waits() ? &at->second : nullptr;
}

storage::tree transaction::read(tree_id id) {
  refuse_if_ended();
  if (find_waiting(id) != nullptr) flush();
  return draft_->open(id);
}

storage::shape const& transaction::form(tree_id id) {
  refuse_if_ended();
  return draft_->open(id).form();
}

std::optional<seen_row> transaction::find(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  storage::tree const applied = draft_->open(id);
  if (reads_) reads_->row(id, applied.form().keys(), key);
  written_rows* const waiting = find_waiting(id);
  if (storage::tree_op const* const last = waiting != nullptr ? waiting->find(key) : nullptr) {
    if (last->erase) return {};
    values_.flush();  // what the image refers to can be read
    return seen_row(storage::row_view(applied.form(), last->row, applied.pages()));
  }
  auto found = applied.find(key);
  if (!found) return {};
  return seen_row(std::move(*found));
}

std::optional<std::int64_t> transaction::greatest(tree_id id) {
  refuse_if_ended();
  std::optional<std::int64_t> key;
  if (auto const last = draft_->open(id).floor(std::numeric_limits<std::int64_t>::max()))
    key = last->key().number;
  if (written_rows const* const waiting = find_waiting(id)) {
    std::int64_t const number = waiting->greatest().number;
    key = key ? std::max(*key, number) : number;
  }
  return key;
}

void transaction::add(tree_id id, storage::shape const& form, storage::tree_op const& op) {
  written_.try_emplace(id, form.keys()).first->second.add(operations_, op, form);
  ++operations_;
}

void transaction::put(tree_id id, storage::key_view const& key, byte_view image) {
  storage::shape const& of = form(id);
  storage::check_key(of.keys(), key);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add(id, of, {kept, values_.place(of, image, kept_), false});
}

void transaction::erase(tree_id id, storage::key_view const& key, byte_view old) {
  storage::shape const& of = form(id);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add(id, of, {kept, keep(old), true});
}

void transaction::create(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  draft_->create(id, form);
  definitions_.push_back({storage::tree_change::create, id, keep(form.encode())});
}

void transaction::reshape(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  storage::shape const successor = form.after(this->form(id));
  draft_->reshape(id, successor);
  definitions_.push_back({storage::tree_change::reshape, id, keep(successor.encode())});
}

void transaction::drop(tree_id id) {
  refuse_if_ended();
  flush();
  draft_->drop(id);
  definitions_.push_back({storage::tree_change::drop, id, {}});
}

void transaction::rely_on(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  storage::key_kind const kind = form(id).keys();
  relied_on_.push_back({id, kind, storage::key(kind, key)});
}

std::unique_ptr<storage::leaf_load> transaction::begin_load(tree_id id) {
  refuse_if_ended();
  HELIOS_EXPECTS(!wrote_to(id));
  return std::make_unique<storage::leaf_load>(engine_->space(), id, draft_->open(id), values_);
}

void transaction::add_load(std::unique_ptr<storage::leaf_load> rows) {
  refuse_if_ended();
  loads_.push_back(std::move(rows));
}

void transaction::flush() {
  values_.flush();
  // Roots that were read before a savepoint stay whole, also when the savepoint is gone.
  if (std::exchange(saved_, false)) static_cast<void>(draft_->mark());
  for (std::weak_ptr<savepoint::place> const& one : unmarked_) {
    std::shared_ptr<savepoint::place> const at = one.lock();
    if (!at) continue;
    apply_until(at->operations);
    at->mark = draft_->mark();
  }
  unmarked_.clear();
  apply_until(operations_);
  for (auto& [id, rows] : written_) rows.taken();
}

void transaction::apply_until(std::uint32_t end) {
  std::vector<storage::tree_op> ops;
  for (auto& [id, rows] : written_) {
    ops.clear();
    rows.take(end, ops);
    if (ops.empty()) continue;
    storage::last_writer_wins(form(id).keys(), ops);
    draft_->apply(id, ops);
  }
}

transaction::savepoint transaction::save() {
  refuse_if_ended();
  values_.flush();  // those of the operations that stay
  savepoint s;
  s.at = std::make_shared<savepoint::place>(
      savepoint::place{operations_, definitions_.size(), relied_on_.size(), loads_.size()});
  while (!unmarked_.empty() && unmarked_.back().expired()) unmarked_.pop_back();
  unmarked_.push_back(s.at);
  saved_ = true;
  return s;
}

void transaction::rollback_to(savepoint const& to) {
  refuse_if_ended();
  savepoint::place const& at = *to.at;
  if (at.operations > operations_ || at.definitions > definitions_.size()) {
    throw error(errc::invalid_savepoint, "the savepoint is gone")
        .hint("The transaction went back to an earlier one.");
  }
  values_.forget();
  if (at.mark) draft_->undo_to(*at.mark);
  for (auto& [id, rows] : written_) rows.forget_from(at.operations);
  operations_ = at.operations;
  definitions_.resize(at.definitions);
  relied_on_.resize(at.relied);
  loads_.erase(loads_.begin() + static_cast<std::ptrdiff_t>(at.loads), loads_.end());
  std::erase_if(unmarked_, [&](auto const& one) {
    auto const later = one.lock();
    return !later || later->operations > at.operations;
  });
}

void transaction::rollback() noexcept {
  draft_.reset();
  loads_.clear();
  engine_.reset();
  written_.clear();
  operations_ = 0;
  definitions_.clear();
}

std::optional<commit_result> transaction::commit(std::string_view message,
                                                 std::string_view author) {
  refuse_if_ended();
  if (!wrote() && !merged_) {
    rollback();
    return {};
  }
  values_.settle();
  commit_request request;
  request.branch = branch_;
  request.base = base_;
  request.record.transaction = id();
  request.record.message = message;
  request.record.author = author;
  request.record.merged = merged_;
  request.check = check_;
  for (relied_row const& r : relied_on_) request.locked.row(r.id, r.kind, r.key.view());
  if (reads_) request.read = *std::exchange(reads_, {});
  request.record.definitions = definitions_;
  // Definitions are replayed before operations: every image has to be in the tree's last shape.
  for (auto& [id, rows] : written_) {
    if (!draft_->has(id)) continue;  // dropped here
    storage::shape const& last = form(id);
    auto ops = std::move(rows).all_as(last, [this](byte_view image) { return keep(image); });
    if (ops.empty()) continue;  // gone back to before them
    storage::last_writer_wins(last.keys(), ops);
    request.record.trees.push_back({id, last.keys(), std::move(ops)});
  }
  std::unique_ptr<storage::draft> const seen = std::move(draft_);
  // An ended transaction does not keep the engine open.
  std::shared_ptr<engine> const in = std::move(engine_);
  auto const loads = std::move(loads_);
  for (auto const& l : loads) request.loads.push_back(l.get());
  return in->commit(std::move(request));
}

}  // namespace helios::history
