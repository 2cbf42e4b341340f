// tests/support/turns.hpp -- threads that take turns: one runs at a time, and a seed says who goes
// on at each lock, wait, notification and yield.
//
// Shape     run_in_turns(seed, bodies): each body on a thread of its own. What std::mutex,
//           std::shared_mutex, std::condition_variable and yield() come down to is defined here for
//           the whole program, so one file of it includes this; threads that take no turns get the
//           system's.
// Holds     the same seed and bodies make the same turns, if the bodies look at no clock, address
//           or random number of the machine's
//           when everybody waits the program ends: a deadlock
// Requires  whoever takes no turns holds no lock that one who does may want
// Source    the idea: Musuvathi et al., "Finding and reproducing Heisenbugs in concurrent
//           programs", OSDI 2008
#pragma once

#include <helios/config.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

// glibc's names of what is defined below; the thread sanitizer defines the same itself.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#define HELIOS_TEST_TURNS 1
#else
#define HELIOS_TEST_TURNS 0
#endif

namespace helios::test {

/// How a run went.
struct turns_taken {
  std::uint64_t turns = 0;            // times somebody was asked who goes on
  std::uint64_t order = 0;            // a hash of who was told so
  std::vector<std::string> failures;  // what bodies threw
};

class turns {
 public:
  turns(std::uint64_t seed, std::size_t threads) : choose_(seed), states_(threads) {
    static constexpr std::uint64_t patience[] = {1, 4, 16, 64};
    patience_ = patience[choose_() % 4];
  }

  /// Of the calling thread; nullptr: it takes no turns.
  [[nodiscard]] static turns*& here() noexcept {
    thread_local turns* mine = nullptr;
    return mine;
  }

  [[nodiscard]] turns_taken run(std::vector<std::function<void()>> const& bodies) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i != bodies.size(); ++i)
      threads.emplace_back([this, i, &bodies] { take_part(i, bodies[i]); });
    tell(choose_() % bodies.size());
    for (std::thread& t : threads) t.join();
    return std::move(taken_);
  }

  /// Now and then somebody else goes on.
  void step() {
    if (choose_() % patience_ == 0) yield();
  }
  /// Anybody who can goes on.
  void yield() { hand_over(); }
  /// The calling thread goes on after wake().
  void wait_for(void const* what) {
    states_[turn_].waits_for = what;
    hand_over();
  }
  void wake(void const* what, bool all) {
    std::vector<state*> waiting;
    for (state& s : states_) {
      if (s.waits_for == what) waiting.push_back(&s);
    }
    if (waiting.empty()) return;
    if (!all) waiting = {waiting[choose_() % waiting.size()]};
    for (state* const s : waiting) s->waits_for = nullptr;
  }

 private:
  struct state {
    state() { ::sem_init(&turn, 0, 0); }
    state(state const&) = delete;
    state& operator=(state const&) = delete;
    ~state() { ::sem_destroy(&turn); }

    sem_t turn;
    void const* waits_for = nullptr;
    bool ended = false;
  };

  void take_part(std::size_t self, std::function<void()> const& body) {
    wait_for_turn(self);
    here() = this;
    try {
      body();
    } catch (std::exception const& e) {
      taken_.failures.push_back("thread " + std::to_string(self) + ": " + e.what());
    }
    here() = nullptr;
    states_[self].ended = true;
    bool const last =
        std::all_of(states_.begin(), states_.end(), [](state const& s) { return s.ended; });
    if (!last) tell(next());
  }
  void wait_for_turn(std::size_t self) {
    while (::sem_wait(&states_[self].turn) != 0) {
    }  // a signal came
  }
  void tell(std::size_t who) {
    turn_ = who;
    ::sem_post(&states_[who].turn);
  }
  void hand_over() {
    std::size_t const self = turn_;
    std::size_t const who = next();
    if (who == self) return;
    tell(who);
    wait_for_turn(self);
  }
  /// Whose turn it is now.
  [[nodiscard]] std::size_t next() {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i != states_.size(); ++i) {
      if (!states_[i].ended && states_[i].waits_for == nullptr) ready.push_back(i);
    }
    if (ready.empty()) {
      std::fprintf(stderr, "turns: a deadlock after %llu turns\n",
                   static_cast<unsigned long long>(taken_.turns));
      std::abort();
    }
    std::size_t const who = ready[choose_() % ready.size()];
    ++taken_.turns;
    taken_.order = (taken_.order ^ who) * 0x9e37'79b9'7f4a'7c15;
    return who;
  }

  // All of it is used by whose turn it is.
  std::mt19937_64 choose_;
  std::uint64_t patience_ = 1;
  std::vector<state> states_;
  turns_taken taken_;
  std::size_t turn_ = 0;
};

[[nodiscard]] inline turns_taken run_in_turns(std::uint64_t seed,
                                              std::vector<std::function<void()>> const& bodies) {
  return turns(seed, bodies.size()).run(bodies);
}

#if HELIOS_TEST_TURNS

/// The system's function of a name. Condition variables have an older one of the same name.
template <class F>
[[nodiscard]] F* system_function(char const* name) noexcept {
  if (void* const found = ::dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2"))
    return reinterpret_cast<F*>(found);
  return reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

/// Locks what `try_lock` may lock.
template <class TryLock>
int lock_in_turns(turns& in, void const* what, TryLock const& try_lock) {
  in.step();
  int result = try_lock();
  for (; result == EBUSY; result = try_lock()) in.wait_for(what);
  return result;
}

#endif

}  // namespace helios::test

#if HELIOS_TEST_TURNS

#define HELIOS_SYSTEM(function) \
  static auto* const real = helios::test::system_function<decltype(function)>(#function)

extern "C" {

int pthread_mutex_trylock(pthread_mutex_t* m) noexcept {
  HELIOS_SYSTEM(pthread_mutex_trylock);
  if (auto* const in = helios::test::turns::here()) in->step();
  return real(m);
}
int pthread_mutex_lock(pthread_mutex_t* m) noexcept {
  HELIOS_SYSTEM(pthread_mutex_lock);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(m);
  static auto* const real_try =
      helios::test::system_function<decltype(pthread_mutex_trylock)>("pthread_mutex_trylock");
  return helios::test::lock_in_turns(*in, m, [m] { return real_try(m); });
}
int pthread_mutex_unlock(pthread_mutex_t* m) noexcept {
  HELIOS_SYSTEM(pthread_mutex_unlock);
  int const result = real(m);
  if (auto* const in = helios::test::turns::here()) {
    in->wake(m, true);
    in->step();
  }
  return result;
}

int pthread_rwlock_rdlock(pthread_rwlock_t* l) noexcept {
  HELIOS_SYSTEM(pthread_rwlock_rdlock);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(l);
  static auto* const real_try =
      helios::test::system_function<decltype(pthread_rwlock_tryrdlock)>("pthread_rwlock_tryrdlock");
  return helios::test::lock_in_turns(*in, l, [l] { return real_try(l); });
}
int pthread_rwlock_wrlock(pthread_rwlock_t* l) noexcept {
  HELIOS_SYSTEM(pthread_rwlock_wrlock);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(l);
  static auto* const real_try =
      helios::test::system_function<decltype(pthread_rwlock_trywrlock)>("pthread_rwlock_trywrlock");
  return helios::test::lock_in_turns(*in, l, [l] { return real_try(l); });
}
int pthread_rwlock_unlock(pthread_rwlock_t* l) noexcept {
  HELIOS_SYSTEM(pthread_rwlock_unlock);
  int const result = real(l);
  if (auto* const in = helios::test::turns::here()) {
    in->wake(l, true);
    in->step();
  }
  return result;
}

int pthread_cond_wait(pthread_cond_t* c, pthread_mutex_t* m) {
  HELIOS_SYSTEM(pthread_cond_wait);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(c, m);
  static auto* const unlock =
      helios::test::system_function<decltype(pthread_mutex_unlock)>("pthread_mutex_unlock");
  unlock(m);
  in->wake(m, true);
  in->wait_for(c);
  return pthread_mutex_lock(m);
}
int pthread_cond_signal(pthread_cond_t* c) noexcept {
  HELIOS_SYSTEM(pthread_cond_signal);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(c);
  in->wake(c, false);
  in->step();
  return 0;
}
int pthread_cond_broadcast(pthread_cond_t* c) noexcept {
  HELIOS_SYSTEM(pthread_cond_broadcast);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real(c);
  in->wake(c, true);
  in->step();
  return 0;
}

int sched_yield() noexcept {
  HELIOS_SYSTEM(sched_yield);
  auto* const in = helios::test::turns::here();
  if (in == nullptr) return real();
  in->yield();
  return 0;
}

}  // extern "C"

#undef HELIOS_SYSTEM

#endif
