import { signal } from "@preact/signals";
import type { Priority } from "../../contract/alarms.ts";

const storageKey = "leerie.alarm-sound";

/** Off unless a person has switched it on. Silence acknowledges nothing. */
export const soundOn = signal(localStorage.getItem(storageKey) === "on");

/** One tone for each priority, higher and shorter the more urgent, so that one knows without looking. */
const tones = {
  1: { hz: 988, times: 3, seconds: 0.14 },
  2: { hz: 740, times: 2, seconds: 0.18 },
  3: { hz: 554, times: 1, seconds: 0.24 },
  4: { hz: 415, times: 1, seconds: 0.24 },
} as const satisfies Readonly<Record<Priority, { hz: number; times: number; seconds: number }>>;

const loudness = 0.15;
const gapSeconds = 0.09;
let context: AudioContext | undefined;

export function setSound(on: boolean): void {
  soundOn.value = on;
  localStorage.setItem(storageKey, on ? "on" : "off");
  // What it sounds like, and the browser's leave to sound: it is given by a press only.
  if (on) sound(3);
}

/** Sounds a priority's tone once, when sound is on. */
export function sound(priority: Priority): void {
  if (!soundOn.value) return;
  context ??= new AudioContext();
  void context.resume();
  const { hz, times, seconds } = tones[priority];
  for (let i = 0; i < times; i++) beep(context, hz, context.currentTime + i * (seconds + gapSeconds), seconds);
}

function beep(audio: AudioContext, hz: number, at: number, seconds: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hz;
  // Rises and falls softly: a square edge clicks.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02);
  volume.gain.setValueAtTime(loudness, at + seconds - 0.03);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
