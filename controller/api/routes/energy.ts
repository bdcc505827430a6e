import { z } from "zod";
import { NightEnergy } from "#contract/api";
import {
  EnergyAccounts,
  EnergyDays,
  EnergyDaysQuery,
  EnergyHeat,
  EnergyHeatQuery,
  EnergyIndicators,
  EnergyPeriod,
  EnergyPower,
  EnergyPowerQuery,
  EnergySummary,
  EnergySummaryQuery,
} from "#contract/energy";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";
import { inJsonOrLines, jsonOrLines, refusalOf, whileAsked } from "./energy-answer.ts";
import { energyFileRoutes } from "./energy-files.ts";
import { energyParquetRoutes } from "./energy-parquet.ts";

const tags = ["energy"];

/** What the lights took. */
export function energyRoutes(api: Api, desk: Desk): void {
  nightRoute(api, desk);
  longRoutes(api, desk);
  columnRoutes(api, desk);
  energyFileRoutes(api, desk);
  energyParquetRoutes(api, desk);
}

function nightRoute(api: Api, desk: Desk): void {
  api.get(
    "/energy/night",
    {
      schema: {
        operationId: "nightEnergy",
        tags,
        summary: "Energy of one lighting day",
        description: "Noon to noon, named after the day it starts: metered, calculated from levels, and what full output would have taken.",
        querystring: z.strictObject({ day: z.iso.date() }),
        response: { 200: json("The energy.", NightEnergy), ...refusals },
      },
    },
    (request) => desk.nightEnergy(request.query.day),
  );
  api.get(
    "/energy/accounts",
    {
      schema: {
        operationId: "energyAccounts",
        tags,
        summary: "How complete the figures are",
        description: "Up to when energy is accounted, which days wait to be accounted again, and the reports that are missing by area.",
        response: { 200: json("The state of the accounts.", EnergyAccounts), ...refusals },
      },
    },
    () => desk.energy.accounts(),
  );
}

/** What may take seconds. */
function longRoutes(api: Api, desk: Desk): void {
  api.get(
    "/energy/summary",
    {
      schema: {
        operationId: "energySummary",
        tags,
        summary: "What lights used, and what that saved",
        description:
          "For local days from `from` to `to`, of the lights that fit every part of the scope: the total and a row for each member, with energy metered, " +
          "calculated and scheduled, cost, carbon, and what was saved against the baseline, whose method is told in words.",
        querystring: EnergySummaryQuery,
        response: { 200: inJsonOrLines("The figures.", EnergySummary), ...refusals },
      },
    },
    async (request, reply) => {
      const refused = refusalOf(desk, { of: "summary", query: request.query });
      if (refused) return reply.code(400).send(refused);
      return reply.send(await jsonOrLines(request, reply, (asker) => desk.energy.summary(request.query, asker)));
    },
  );
  api.get(
    "/energy/heat",
    {
      schema: {
        operationId: "energyHeat",
        tags,
        summary: "A year at a glance",
        description: "The 365 days up to `to` by 24 local hours: mean level and share of lights with light; null where nothing is known.",
        querystring: EnergyHeatQuery,
        response: { 200: inJsonOrLines("The table.", EnergyHeat), ...refusals },
      },
    },
    async (request, reply) => {
      const refused = refusalOf(desk, { of: "heat", query: request.query });
      if (refused) return reply.code(400).send(refused);
      return reply.send(await jsonOrLines(request, reply, (asker) => desk.energy.heat(request.query, asker)));
    },
  );
  api.get(
    "/energy/indicators",
    {
      schema: {
        operationId: "energyIndicators",
        tags,
        summary: "EN 13201-5 indicators of the road sections",
        description: "Power density and annual consumption of each section that has a geometry, with what they assume; and what the others lack.",
        querystring: EnergyPeriod,
        response: { 200: inJsonOrLines("The indicators.", EnergyIndicators), ...refusals },
      },
    },
    async (request, reply) => {
      const refused = refusalOf(desk, { of: "indicators", query: request.query });
      if (refused) return reply.code(400).send(refused);
      return reply.send(await jsonOrLines(request, reply, (asker) => desk.energy.indicators(request.query, asker)));
    },
  );
}

function columnRoutes(api: Api, desk: Desk): void {
  api.get(
    "/energy/days",
    {
      schema: {
        operationId: "energyDays",
        tags,
        summary: "Energy by day",
        description:
          "A figure for each local day of the period, null where nothing is known. With `by` also the metered energy of each member by day: at most 400,000 figures.",
        querystring: EnergyDaysQuery,
        response: { 200: json("The days, as columns.", EnergyDays), ...refusals },
      },
    },
    async (request, reply) => {
      const refused = refusalOf(desk, { of: "days", query: request.query });
      if (refused) return reply.code(400).send(refused);
      return reply.send(await whileAsked(reply, (asker) => desk.energy.days(request.query, asker)));
    },
  );
  api.get(
    "/energy/power",
    {
      schema: {
        operationId: "energyPower",
        tags,
        summary: "Power over time",
        description: "Mean power, level and share of lights with light, by hour for up to 400 days or by half hour for up to 62; null where nothing is known.",
        querystring: EnergyPowerQuery,
        response: { 200: json("The power, as columns.", EnergyPower), ...refusals },
      },
    },
    async (request, reply) => {
      const refused = refusalOf(desk, { of: "power", query: request.query });
      if (refused) return reply.code(400).send(refused);
      return reply.send(await whileAsked(reply, (asker) => desk.energy.power(request.query, asker)));
    },
  );
}
