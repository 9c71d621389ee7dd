import { z } from 'zod';

/** The parts of the OCI image format (image-spec 1.1) that are used here. */
export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const platformSchema = z.looseObject({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});
export type Platform = z.infer<typeof platformSchema>;

const descriptorSchema = z.looseObject({
  mediaType: z.string(),
  digest: digestSchema,
  size: z.int().nonnegative(),
  platform: platformSchema.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

export const indexSchema = z.looseObject({ manifests: z.array(descriptorSchema).min(1) });
export const manifestSchema = z.looseObject({ config: descriptorSchema, layers: z.array(descriptorSchema) });

/** Where containerd and Docker look for the full name of an image in an archive. */
export const nameAnnotation = 'io.containerd.image.name';
